package io.millrace.jobs.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Savepoints of releases before this one go on where they ended: sequences that have begun, windows
 * and terms, deadlines, suppressions, events that were held.
 */
class SavepointFixtureTest {

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(FixtureJob.PARALLELISM)
              .build());

  @ParameterizedTest
  @ValueSource(strings = "0.1.0")
  void savepointOfARelease_isRestored_andTheRestIsFoundOnce(String release) throws Exception {
    Path fixture =
        Path.of(
            Objects.requireNonNull(
                    SavepointFixtureTest.class.getResource(
                        "/savepoints/detect/" + release + "/_metadata"))
                .toURI());
    List<String> before = Files.readAllLines(fixture.resolveSibling("found"));
    List<String> rest = new ArrayList<>(FixtureJob.expected());
    assertThat(rest).containsAll(before);
    before.forEach(rest::remove);
    assertThat(rest).contains("brute-force 1 ada 0 1000", "halves 1 ada 8 1005");
    FixtureJob.FOUND.clear();

    FixtureJob.resume(fixture.getParent().toUri().toString())
        .getJobExecutionResult()
        .get(1, TimeUnit.MINUTES);

    assertThat(FixtureJob.FOUND).containsExactlyInAnyOrderElementsOf(rest);
  }
}
