/** What a pattern asks for, whatever language it was written in: data only. */
@NullMarked
package io.millrace.patterns.model;

import org.jspecify.annotations.NullMarked;
