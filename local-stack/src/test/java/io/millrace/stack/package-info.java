/** Tests of the local stack, with real servers where the name ends in IT. */
@NullMarked
package io.millrace.stack;

import org.jspecify.annotations.NullMarked;
