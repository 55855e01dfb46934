/** Public test suites of other engines, run on ours. None of them is part of the project. */
@NullMarked
package io.millrace.patterns.suites;

import org.jspecify.annotations.NullMarked;
