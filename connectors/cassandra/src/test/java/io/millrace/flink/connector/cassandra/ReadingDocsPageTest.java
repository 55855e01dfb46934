package io.millrace.flink.connector.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flink.connector.cassandra.source.CassandraSourceBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.annotation.Internal;
import org.junit.jupiter.api.Test;

/** Keeps docs/connectors/cassandra-reading.md true. */
class ReadingDocsPageTest {

  private static final Path PAGE =
      Path.of(System.getProperty("millrace.home"), "docs/connectors/cassandra-reading.md");
  private static final Pattern OPTION = Pattern.compile("\\| `(set\\w+)` \\| ([^|]+) \\|.*");

  @Test
  void optionsOfTheSource_areDocumentedWithTheirDefaults() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher option = OPTION.matcher(line);
      if (option.matches()) {
        documented.put(option.group(1), option.group(2));
      }
    }

    assertThat(documented.keySet())
        .isEqualTo(
            Arrays.stream(CassandraSourceBuilder.class.getDeclaredMethods())
                .filter(method -> !method.isAnnotationPresent(Internal.class))
                .map(method -> method.getName())
                .filter(name -> name.startsWith("set"))
                .collect(Collectors.toSet()));
    assertThat(documented)
        .containsEntry("setFetchSize", "" + CassandraSourceBuilder.DEFAULT_FETCH_SIZE)
        .containsEntry("setMaxRetryTime", CassandraSourceBuilder.DEFAULT_MAX_RETRY_TIME.toString());
  }
}
