/** The event model: one inbound Kafka record in, one verdict per event out. */
@NullMarked
package io.millrace.events;

import org.jspecify.annotations.NullMarked;
