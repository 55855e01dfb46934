package io.millrace.benchmarks.rollup;

/** One way to roll up the events of a topic with Flink. */
interface FlinkEngine {

  /** Rolls up all that the topic holds, and returns when the last row is written. */
  void run(Output output) throws Exception;
}
