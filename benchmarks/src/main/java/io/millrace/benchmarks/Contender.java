package io.millrace.benchmarks;

import io.millrace.benchmarks.load.RollupArguments;
import java.util.ArrayList;

/** An engine with one workload, and its runs. */
record Contender(String word, Workload workload, Engine engine) {

  static final String OURS = "millrace";

  Contender(String word, Workload workload) {
    this(word, workload, new Engine(word + "-" + workload.word(), new ArrayList<>()));
  }

  boolean isOurs() {
    return word.startsWith(OURS);
  }

  /** Whether it makes no rows: a limit and no peer. */
  boolean onlyReads() {
    return word.equals(Rollup.READING_ALONE);
  }

  boolean writesToCassandra() {
    return word.endsWith(RollupArguments.TO_CASSANDRA);
  }

  Tolerance tolerance() {
    if (isOurs()) {
      return Tolerance.OURS;
    }
    return word.startsWith(Rollup.SQL_SKETCHES) ? Tolerance.SKETCHES : Tolerance.DOUBLES;
  }
}
