/** Reads Sigma rules and correlations. */
@NullMarked
package io.millrace.patterns.sigma;

import org.jspecify.annotations.NullMarked;
