package io.millrace.stack;

/** A port that clients, or the servers among themselves, must know beforehand. */
public enum Port {
  KAFKA(Service.KAFKA, "kafka", 9092),
  KAFKA_CONTROLLER(Service.KAFKA, "kafka-controller", 9093),
  CASSANDRA(Service.CASSANDRA, "cassandra", 9042),
  CASSANDRA_STORAGE(Service.CASSANDRA, "cassandra-storage", 7000),
  ZOOKEEPER(Service.ZOOKEEPER, "zookeeper", 2181),
  FLINK(Service.JOBMANAGER, "flink", 8081),
  FLINK_RPC(Service.JOBMANAGER, "flink-rpc", 6123),
  SQL_GATEWAY(Service.SQL_GATEWAY, "sql-gateway", 8083);

  private final Service service;
  private final String label;
  private final int fixed;

  Port(Service service, String label, int fixed) {
    this.service = service;
    this.label = label;
    this.fixed = fixed;
  }

  /** The server that listens there. */
  public Service service() {
    return service;
  }

  /** The number it has unless another is chosen. */
  public int fixed() {
    return fixed;
  }

  /** The word for it in the state file. */
  public String label() {
    return label;
  }

  /** The option of {@code ./millrace up} that chooses another number. */
  public String option() {
    return "--" + label + "-port";
  }
}
