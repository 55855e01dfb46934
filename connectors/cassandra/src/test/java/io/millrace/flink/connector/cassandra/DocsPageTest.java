package io.millrace.flink.connector.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.sink.CassandraSinkBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keeps docs/connectors/cassandra.md true; the failure table is compared by its own test. */
class DocsPageTest {

  private static final Path HOME = Path.of(System.getProperty("millrace.home"));
  private static final Pattern OPTION = Pattern.compile("\\| `(set\\w+)` \\| ([^|]+) \\|.*");

  @Test
  void optionsOfTheSink_areDocumentedWithTheirDefaults() throws IOException {
    Map<String, String> documented = options("Of `CassandraSink.builder()`:");

    assertThat(documented.keySet()).isEqualTo(setters(CassandraSinkBuilder.class));
    assertThat(documented)
        .containsEntry("setMaxInFlight", "" + CassandraSinkBuilder.DEFAULT_MAX_IN_FLIGHT)
        .containsEntry("setMaxRetryTime", CassandraSinkBuilder.DEFAULT_MAX_RETRY_TIME.toString());
  }

  @Test
  void optionsOfTheConnection_areDocumentedWithTheirDefaults() throws IOException {
    Map<String, String> documented = options("Of `CassandraConnection.builder()`:");

    assertThat(documented.keySet()).isEqualTo(setters(CassandraConnection.Builder.class));
    assertThat(documented)
        .containsEntry(
            "setConsistencyLevel", CassandraConnection.DEFAULT_CONSISTENCY_LEVEL.toString())
        .containsEntry("setRequestTimeout", CassandraConnection.DEFAULT_REQUEST_TIMEOUT.toString());
  }

  @Test
  void example_isTheCodeThatATestRuns() throws IOException {
    String source =
        Files.readString(
            HOME.resolve("connectors/cassandra/src/test/java")
                .resolve(DocsExampleIT.class.getName().replace('.', '/') + ".java"));
    String run = between(source, "// docs: begin\n", "\n    // docs: end").stripIndent().strip();

    assertThat(between(page(), "```java\n", "```").strip()).isEqualTo(run);
  }

  private static Map<String, String> options(String heading) throws IOException {
    Map<String, String> options = new TreeMap<>();
    String table = between(page(), heading, "\n\n", heading.length() + 2);
    for (String line : table.split("\n")) {
      Matcher option = OPTION.matcher(line);
      if (option.matches()) {
        options.put(option.group(1), option.group(2));
      }
    }
    return options;
  }

  private static Set<String> setters(Class<?> builder) {
    return Arrays.stream(builder.getDeclaredMethods())
        .map(method -> method.getName())
        .filter(name -> name.startsWith("set"))
        .collect(Collectors.toSet());
  }

  private static String page() throws IOException {
    return Files.readString(HOME.resolve("docs/connectors/cassandra.md"));
  }

  private static String between(String text, String begin, String end) {
    return between(text, begin, end, begin.length());
  }

  private static String between(String text, String begin, String end, int skip) {
    int from = text.indexOf(begin) + skip;
    assertThat(from).as(begin).isGreaterThanOrEqualTo(skip);
    return text.substring(from, text.indexOf(end, from));
  }
}
