package io.millrace.flink.connector.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every test that docs/connectors/cassandra-conformance.md names is there. */
class ConformancePageTest {

  private static final Path HOME = Path.of(System.getProperty("millrace.home"));
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:IT|Test))\\.(\\w+)`");

  @Test
  void tests_thatThePageNames_exist() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> files = Files.walk(HOME.resolve("connectors/cassandra/src/test/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
      }
    }
    List<MatchResult> named =
        NAMED
            .matcher(Files.readString(HOME.resolve("docs/connectors/cassandra-conformance.md")))
            .results()
            .toList();

    assertThat(named).hasSizeGreaterThan(60);
    assertThat(named)
        .allSatisfy(
            test ->
                assertThat(sources.getOrDefault(test.group(1), ""))
                    .as(test.group())
                    .contains("void " + test.group(2) + "("));
  }
}
