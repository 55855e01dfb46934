package io.millrace.jobs.detect;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** What is known of patterns when a job starts without a state. */
interface KnownPatterns extends Serializable {

  /**
   * What there is.
   *
   * @param stamped by an earlier job: they keep when they hold, so that a replay finds the same
   * @param definitions by id, as they are now
   */
  record Known(List<PatternVersion> stamped, Map<String, String> definitions) {}

  Known read();
}
