package io.millrace.flink.connector.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.stack.SharedStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Savepoints of releases before this one go on where they ended. */
class SavepointFixtureIT {

  @RegisterExtension static final MiniClusterExtension FLINK = new MiniClusterExtension();

  @ParameterizedTest
  @ValueSource(strings = "0.1.0")
  void savepointOfARelease_isRestored_andTheRestIsReadAndWrittenOnce(String release)
      throws Exception {
    Path fixture =
        Path.of(
            Objects.requireNonNull(
                    SavepointFixtureIT.class.getResource("/savepoints/" + release + "/_metadata"))
                .toURI());
    Set<Long> passed =
        Files.readAllLines(fixture.resolveSibling("passed")).stream()
            .map(Long::valueOf)
            .collect(Collectors.toSet());
    assertThat(passed).hasSizeBetween(CopyJob.ROWS / 4, CopyJob.ROWS / 2);
    try (TestKeyspace keyspace = new TestKeyspace(SharedStack.cassandra(), CopyJob.KEYSPACE)) {
      CopyJob.createTables(keyspace);

      CopyJob.submit(keyspace, fixture.getParent().toUri().toString(), 0)
          .getJobExecutionResult()
          .get(2, TimeUnit.MINUTES);

      assertThat(keyspace.cql("SELECT id FROM copy"))
          .extracting(row -> row.getLong("id"))
          .containsExactlyInAnyOrderElementsOf(
              LongStream.range(0, CopyJob.ROWS)
                  .boxed()
                  .filter(id -> !passed.contains(id))
                  .toList());
    }
  }
}
