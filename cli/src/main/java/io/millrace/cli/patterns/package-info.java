/** Patterns without a job: their tests, why they match, what they would have found. */
@NullMarked
package io.millrace.cli.patterns;

import org.jspecify.annotations.NullMarked;
