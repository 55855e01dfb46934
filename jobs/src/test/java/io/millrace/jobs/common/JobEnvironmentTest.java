package io.millrace.jobs.common;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class JobEnvironmentTest {

  private final StreamExecutionEnvironment env =
      JobEnvironment.create(JobArguments.of("--config", "millrace.yaml"));

  @Test
  void checkpointsOff_areRefusedWithTheOptionToSet() {
    assertThatThrownBy(() -> JobEnvironment.requireCheckpoints(env))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("set execution.checkpointing.interval: 10 s");
  }

  @Test
  void checkpointsOn_areEnough() {
    env.enableCheckpointing(10_000);

    assertThatCode(() -> JobEnvironment.requireCheckpoints(env)).doesNotThrowAnyException();
  }
}
