package io.millrace.benchmarks.rollup;

/** Where the rows of one pass go. */
enum Output {
  /** To the file that is compared with the truth. */
  RESULT_FILE,
  /** Their digests to the file that is. */
  DIGEST_FILE,
  /** Nowhere, after they were made. */
  NOTHING,
  /** To tables that nobody looks at. */
  WARMING_TABLES,
  /** To tables that are compared with the truth. */
  TABLES;

  /** Of the tables. */
  String keyspace() {
    return this == WARMING_TABLES ? "warming" : "bench";
  }
}
