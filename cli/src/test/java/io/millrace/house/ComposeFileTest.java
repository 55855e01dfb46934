package io.millrace.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.stack.Port;
import io.millrace.stack.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** docker-compose.yml describes the same stack as the local one. */
class ComposeFileTest {

  /** What only makes sense beside a real JVM or browser of this machine. */
  private static final Set<String> NOT_FOR_CONTAINERS =
      Set.of("env.java.opts.all", "web.access-control-allow-origin");

  private final JsonNode services = read().get("services");

  @Test
  void services_areThoseOfTheLocalStack() {
    Set<String> names = new TreeSet<>();
    services.fieldNames().forEachRemaining(names::add);
    names.remove("flink-volumes"); // runs once and ends

    assertThat(names)
        .containsExactlyInAnyOrder(
            Service.KAFKA.label(),
            Service.CASSANDRA.label(),
            Service.JOBMANAGER.label(),
            Service.TASKMANAGER.label(),
            Service.SQL_GATEWAY.label());
  }

  @Test
  void images_haveTheVersionsOfTheParentPom() {
    Map<String, String> versions = Poms.properties();

    assertThat(image("kafka")).isEqualTo("apache/kafka:" + versions.get("kafka.version"));
    assertThat(image("cassandra")).isEqualTo("cassandra:" + versions.get("cassandra.version"));
    for (String flink : List.of("jobmanager", "taskmanager", "sql-gateway")) {
      assertThat(image(flink)).isEqualTo("flink:" + versions.get("flink.version") + "-java17");
    }
  }

  @Test
  void ports_areTheFixedOnesAndOnlyForThisMachine() {
    assertThat(ports("kafka")).containsExactly(published(Port.KAFKA));
    assertThat(ports("cassandra")).containsExactly(published(Port.CASSANDRA));
    assertThat(ports("jobmanager")).containsExactly(published(Port.FLINK));
    assertThat(ports("sql-gateway")).containsExactly(published(Port.SQL_GATEWAY));
    assertThat(ports("taskmanager")).isEmpty();
  }

  @Test
  void servers_haveHealthChecks() {
    services
        .fields()
        .forEachRemaining(
            service -> {
              if (!service.getKey().equals("flink-volumes")) {
                assertThat(service.getValue().at("/healthcheck/test").isArray())
                    .as("health check of %s", service.getKey())
                    .isTrue();
              }
            });
  }

  /** As long as the local stack allows it, which a default of 15 minutes would not. */
  @Test
  void transactions_mayBeOpenForADay() {
    assertThat(services.at("/kafka/environment/KAFKA_TRANSACTION_MAX_TIMEOUT_MS").asLong())
        .isEqualTo(Duration.ofDays(1).toMillis());
  }

  @Test
  void jobsJar_isMountedWhereFlinkRunsIt() {
    for (String flink : List.of("jobmanager", "taskmanager", "sql-gateway")) {
      assertThat(texts(services.get(flink).get("volumes")))
          .as(flink)
          .anyMatch(volume -> volume.startsWith("./jobs/target/millrace-jobs-all.jar:"));
    }
  }

  @Test
  void flinkOptions_areThoseOfTheBaseConfiguration() throws IOException {
    Map<String, String> base =
        options(Files.readString(Poms.HOME.resolve("flink-conf/config.yaml")));
    base.keySet().removeAll(NOT_FOR_CONTAINERS);

    for (String flink : List.of("jobmanager", "taskmanager", "sql-gateway")) {
      assertThat(options(services.get(flink).at("/environment/FLINK_PROPERTIES").textValue()))
          .as(flink)
          .containsAllEntriesOf(base);
    }
  }

  private String image(String service) {
    return services.get(service).get("image").textValue();
  }

  private List<String> ports(String service) {
    return texts(services.get(service).path("ports"));
  }

  private static String published(Port port) {
    return "127.0.0.1:" + port.fixed() + ":" + port.fixed();
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.textValue()));
    return texts;
  }

  private static Map<String, String> options(String lines) {
    Map<String, String> options = new LinkedHashMap<>();
    lines
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              options.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
            });
    return options;
  }

  /** SnakeYAML and not Jackson, since anchors and merge keys are used. */
  private static JsonNode read() {
    try {
      Path file = Poms.HOME.resolve("docker-compose.yml");
      Object tree = new Yaml().load(Files.readString(file));
      return new ObjectMapper().valueToTree(tree);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
