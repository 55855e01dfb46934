package io.millrace.jobs.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobArgumentsTest {

  @Test
  void configAndParallelism_areRead() {
    JobArguments arguments = JobArguments.of("--parallelism", "3", "--config", "a/millrace.yaml");

    assertThat(arguments.config()).isEqualTo(Path.of("a/millrace.yaml"));
    assertThat(arguments.parallelism()).hasValue(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--parallelism 2              | --config is missing; usage: --config FILE [--parallelism N]",
        "--config                     | --config needs a value; usage: --config FILE [--parallelism N]",
        "--conf a                     | unknown argument '--conf'; usage: --config FILE [--parallelism N]",
        "--config a --parallelism x   | --parallelism x is not a whole number between 1 and 720",
        "--config a --parallelism 0   | --parallelism 0 is not a whole number between 1 and 720",
        "--config a --parallelism 721 | --parallelism 721 is not a whole number between 1 and 720",
      })
  void wrongArguments_sayWhatIsRight(String args, String message) {
    assertThatThrownBy(() -> JobArguments.of(args.strip().split(" ")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }
}
