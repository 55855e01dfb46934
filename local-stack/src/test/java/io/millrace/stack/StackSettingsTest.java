package io.millrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StackSettingsTest {

  @Test
  void settings_surviveTheStateFile() {
    StackSettings settings =
        LocalStack.builder()
            .kafka()
            .cassandraPasswords()
            .flink()
            .taskManagers(3)
            .slots(2)
            .highAvailability()
            .sqlGateway()
            .shortLived()
            .userJar(Path.of("/some where/jobs.jar"))
            .kafkaOption("log.retention.ms", "1000")
            .flinkOption("execution.checkpointing.interval", "1 s")
            .settings();

    Map<String, String> entries = new TreeMap<>(Map.of("settings.flinkOption.old", "1"));
    settings.writeTo(entries);

    assertThat(StackSettings.readFrom(entries)).isEqualTo(settings);
  }

  @Test
  void highAvailability_bringsFlinkAndZooKeeper() {
    assertThat(LocalStack.builder().highAvailability().settings().services())
        .containsExactlyInAnyOrder(Service.ZOOKEEPER, Service.JOBMANAGER, Service.TASKMANAGER);
  }

  @Test
  void kafkaAlone_needsItsTwoPortsOnly() {
    assertThat(LocalStack.builder().kafka().settings().ports())
        .containsExactlyInAnyOrder(Port.KAFKA, Port.KAFKA_CONTROLLER);
  }

  @Test
  void nothing_isRefused() {
    assertThatThrownBy(() -> LocalStack.builder().settings())
        .isInstanceOf(StackException.class)
        .hasMessageContaining("ask for kafka, cassandra or flink");
  }

  @Test
  void noTaskManager_isRefused() {
    assertThatThrownBy(() -> LocalStack.builder().taskManagers(0))
        .isInstanceOf(StackException.class)
        .hasMessage("taskManagers is 0; give 1 or more");
  }
}
