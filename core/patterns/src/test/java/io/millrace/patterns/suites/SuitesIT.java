package io.millrace.patterns.suites;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.suites.Outcome.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code mvn verify -Poutside-data -Dpatterns.suites=DIR,DIR}; without directories it has none. */
@Tag("outside-data")
class SuitesIT {

  @Test
  void suites_fail_nowhere() throws IOException {
    List<Outcome> outcomes = new ArrayList<>();
    for (String directory : System.getProperty("patterns.suites", "").split(",")) {
      if (!directory.isBlank()) {
        outcomes.addAll(new SuiteRunner(System.out).run(Path.of(directory)));
      }
    }

    assertThat(outcomes).noneMatch(outcome -> outcome.result() == Result.FAIL);
  }
}
