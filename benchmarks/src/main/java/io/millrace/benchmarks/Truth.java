package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The rows that must come out of one load. */
interface Truth {

  /** How many there are. */
  long rows();

  /** What is wrong with the rows that an engine left in a file; empty if nothing is. */
  List<String> problems(Contender contender, Path resultFile) throws IOException;

  /** What is wrong with those that it left in tables. */
  List<String> problems(Contender contender, RollupTables tables);
}
