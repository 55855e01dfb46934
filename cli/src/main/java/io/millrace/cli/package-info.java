/** The command {@code ./millrace}: its verbs, and what they share. */
@NullMarked
package io.millrace.cli;

import org.jspecify.annotations.NullMarked;
