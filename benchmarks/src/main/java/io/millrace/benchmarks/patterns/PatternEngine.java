package io.millrace.benchmarks.patterns;

/** One way to look for patterns in the events of a topic with Flink. */
interface PatternEngine {

  /** Reads all that the topic holds, and returns when the last alert is found. */
  void run() throws Exception;
}
