package io.millrace.stack;

/** What a server of the stack is; only the TaskManager comes in several. */
public enum Service {
  KAFKA("kafka"),
  CASSANDRA("cassandra"),
  ZOOKEEPER("zookeeper"),
  JOBMANAGER("jobmanager"),
  TASKMANAGER("taskmanager"),
  SQL_GATEWAY("sql-gateway");

  private final String label;

  Service(String label) {
    this.label = label;
  }

  /** The word for it in commands, file names and messages. */
  public String label() {
    return label;
  }
}
