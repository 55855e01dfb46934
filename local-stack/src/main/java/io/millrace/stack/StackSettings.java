package io.millrace.stack;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a stack consists of; kept in its state file, so that another process can look after it. */
record StackSettings(
    boolean kafka,
    boolean cassandra,
    boolean flink,
    int taskManagers,
    int slots,
    boolean highAvailability,
    boolean sqlGateway,
    boolean shortLived,
    int cassandraHeapMegabytes,
    Optional<Path> userJar,
    Map<String, String> kafkaOptions,
    Map<String, String> cassandraOptions,
    Map<String, String> flinkOptions) {

  private static final String PREFIX = "settings.";
  private static final String KAFKA_OPTION = PREFIX + "kafkaOption.";
  private static final String CASSANDRA_OPTION = PREFIX + "cassandraOption.";
  private static final String FLINK_OPTION = PREFIX + "flinkOption.";

  Set<Service> services() {
    Set<Service> services = EnumSet.noneOf(Service.class);
    if (kafka) {
      services.add(Service.KAFKA);
    }
    if (cassandra) {
      services.add(Service.CASSANDRA);
    }
    if (flink) {
      services.add(Service.JOBMANAGER);
      services.add(Service.TASKMANAGER);
      if (highAvailability) {
        services.add(Service.ZOOKEEPER);
      }
      if (sqlGateway) {
        services.add(Service.SQL_GATEWAY);
      }
    }
    return services;
  }

  Set<Port> ports() {
    Set<Service> services = services();
    Set<Port> ports = EnumSet.noneOf(Port.class);
    for (Port port : Port.values()) {
      if (services.contains(port.service())) {
        ports.add(port);
      }
    }
    return ports;
  }

  void writeTo(Map<String, String> entries) {
    entries.keySet().removeIf(key -> key.startsWith(PREFIX));
    entries.put(PREFIX + "kafka", Boolean.toString(kafka));
    entries.put(PREFIX + "cassandra", Boolean.toString(cassandra));
    entries.put(PREFIX + "flink", Boolean.toString(flink));
    entries.put(PREFIX + "taskManagers", Integer.toString(taskManagers));
    entries.put(PREFIX + "slots", Integer.toString(slots));
    entries.put(PREFIX + "highAvailability", Boolean.toString(highAvailability));
    entries.put(PREFIX + "sqlGateway", Boolean.toString(sqlGateway));
    entries.put(PREFIX + "shortLived", Boolean.toString(shortLived));
    entries.put(PREFIX + "cassandraHeapMegabytes", Integer.toString(cassandraHeapMegabytes));
    userJar.ifPresent(jar -> entries.put(PREFIX + "userJar", jar.toString()));
    kafkaOptions.forEach((key, value) -> entries.put(KAFKA_OPTION + key, value));
    cassandraOptions.forEach((key, value) -> entries.put(CASSANDRA_OPTION + key, value));
    flinkOptions.forEach((key, value) -> entries.put(FLINK_OPTION + key, value));
  }

  static StackSettings readFrom(Map<String, String> entries) {
    return new StackSettings(
        Boolean.parseBoolean(entries.get(PREFIX + "kafka")),
        Boolean.parseBoolean(entries.get(PREFIX + "cassandra")),
        Boolean.parseBoolean(entries.get(PREFIX + "flink")),
        Integer.parseInt(entries.getOrDefault(PREFIX + "taskManagers", "0")),
        Integer.parseInt(entries.getOrDefault(PREFIX + "slots", "0")),
        Boolean.parseBoolean(entries.get(PREFIX + "highAvailability")),
        Boolean.parseBoolean(entries.get(PREFIX + "sqlGateway")),
        Boolean.parseBoolean(entries.get(PREFIX + "shortLived")),
        Optional.ofNullable(entries.get(PREFIX + "cassandraHeapMegabytes"))
            .map(Integer::parseInt)
            .orElse(StackBuilder.DEFAULT_CASSANDRA_HEAP_MEGABYTES),
        Optional.ofNullable(entries.get(PREFIX + "userJar")).map(Path::of),
        options(entries, KAFKA_OPTION),
        options(entries, CASSANDRA_OPTION),
        options(entries, FLINK_OPTION));
  }

  private static Map<String, String> options(Map<String, String> entries, String prefix) {
    Map<String, String> options = new TreeMap<>();
    entries.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            options.put(key.substring(prefix.length()), value);
          }
        });
    return options;
  }
}
