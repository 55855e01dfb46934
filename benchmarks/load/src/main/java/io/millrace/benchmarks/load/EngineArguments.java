package io.millrace.benchmarks.load;

/** What an engine's process is told, as words in this order. */
public record EngineArguments(
    String engine,
    String workload,
    String host,
    int port,
    String keyspace,
    String table,
    long rows,
    int parallelism,
    long serverPid) {

  /** Requests that each subtask or thread of every engine may have open. */
  public static final int IN_FLIGHT = 256;

  /** Rows that share partitions. */
  public static final String ROLLUP = "rollup";

  /** One row per partition. */
  public static final String SINGLE = "single";

  public static EngineArguments parse(String[] words) {
    return new EngineArguments(
        words[0],
        words[1],
        words[2],
        Integer.parseInt(words[3]),
        words[4],
        words[5],
        Long.parseLong(words[6]),
        Integer.parseInt(words[7]),
        Long.parseLong(words[8]));
  }

  public String[] words() {
    return new String[] {
      engine,
      workload,
      host,
      Integer.toString(port),
      keyspace,
      table,
      Long.toString(rows),
      Integer.toString(parallelism),
      Long.toString(serverPid)
    };
  }

  public boolean isRollup() {
    return workload.equals(ROLLUP);
  }

  /** With its keyspace, as CQL names it. */
  public String qualifiedTable() {
    return keyspace + "." + table;
  }
}
