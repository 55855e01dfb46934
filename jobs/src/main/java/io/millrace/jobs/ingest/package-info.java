/** The main job: inbound topics in, checked, deduplicated and stamped events and rejects out. */
@NullMarked
package io.millrace.jobs.ingest;

import org.jspecify.annotations.NullMarked;
