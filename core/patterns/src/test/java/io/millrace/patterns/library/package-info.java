/** The patterns of examples/, with the tests that stand in them. */
@NullMarked
package io.millrace.patterns.library;

import org.jspecify.annotations.NullMarked;
