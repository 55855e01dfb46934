/** The demo: a shop's events through every job, and every answer compared with the truth. */
@NullMarked
package io.millrace.cli.demo;

import org.jspecify.annotations.NullMarked;
