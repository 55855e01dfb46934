/** The job that finds patterns in events. */
@NullMarked
package io.millrace.jobs.detect;

import org.jspecify.annotations.NullMarked;
