package io.millrace.cli;

import io.millrace.stack.LocalStack;
import io.millrace.stack.Port;
import io.millrace.stack.StackBuilder;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The options of every verb that starts a stack. */
final class StackOptions {

  private final Map<Port, Integer> ports = new EnumMap<>(Port.class);

  @Option(
      names = "--ha",
      description = "Add ZooKeeper, so that jobs return by themselves after a killed JobManager.")
  private boolean highAvailability;

  @Option(
      names = "--taskmanagers",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many TaskManagers Flink has (${DEFAULT-VALUE}).")
  private int taskManagers;

  @Option(names = "--kafka-port", paramLabel = "PORT", description = "Kafka's port (9092).")
  void kafka(int port) {
    choose(Port.KAFKA, port);
  }

  @Option(names = "--cassandra-port", paramLabel = "PORT", description = "Cassandra's port (9042).")
  void cassandra(int port) {
    choose(Port.CASSANDRA, port);
  }

  @Option(names = "--flink-port", paramLabel = "PORT", description = "Flink's web UI (8081).")
  void flink(int port) {
    choose(Port.FLINK, port);
  }

  @Option(
      names = {"--gateway-port", "--sql-gateway-port"},
      paramLabel = "PORT",
      description = "Flink's SQL gateway (8083).")
  void gateway(int port) {
    choose(Port.SQL_GATEWAY, port);
  }

  @Option(
      names = "--kafka-controller-port",
      paramLabel = "PORT",
      description = "Kafka among itself (9093).")
  void kafkaController(int port) {
    choose(Port.KAFKA_CONTROLLER, port);
  }

  @Option(
      names = "--cassandra-storage-port",
      paramLabel = "PORT",
      description = "Cassandra among itself (7000).")
  void cassandraStorage(int port) {
    choose(Port.CASSANDRA_STORAGE, port);
  }

  @Option(
      names = "--flink-rpc-port",
      paramLabel = "PORT",
      description = "Flink among itself (6123).")
  void flinkRpc(int port) {
    choose(Port.FLINK_RPC, port);
  }

  @Option(names = "--zookeeper-port", paramLabel = "PORT", description = "With --ha (2181).")
  void zooKeeper(int port) {
    choose(Port.ZOOKEEPER, port);
  }

  private void choose(Port port, int number) {
    if (number < 1 || number > 65_535) {
      throw new CommandFailure(port.option() + " " + number + " is no port; write 1 to 65535");
    }
    ports.put(port, number);
  }

  /** Starts what does not run yet and waits until all of it does its work. */
  LocalStack start(Home home, Consumer<String> progress) {
    StackBuilder builder = home.newStack().taskManagers(taskManagers).progress(progress);
    if (highAvailability) {
      builder.highAvailability();
    }
    ports.forEach(builder::port);
    return builder.start();
  }
}
