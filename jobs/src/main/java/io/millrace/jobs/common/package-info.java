/** What every job shares: its options, its configuration, Kafka's topics and operator names. */
@NullMarked
package io.millrace.jobs.common;

import org.jspecify.annotations.NullMarked;
