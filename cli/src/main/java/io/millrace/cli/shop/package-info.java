/** The demo's shop: events from a seed, and the right answers, worked out without our own code. */
@NullMarked
package io.millrace.cli.shop;

import org.jspecify.annotations.NullMarked;
