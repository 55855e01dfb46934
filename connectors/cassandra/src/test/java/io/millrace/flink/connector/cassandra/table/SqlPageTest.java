package io.millrace.flink.connector.cassandra.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.Test;

/** Keeps the table of options in docs/connectors/cassandra-sql.md true. */
class SqlPageTest {

  private static final Path PAGE =
      Path.of(System.getProperty("millrace.home"), "docs/connectors/cassandra-sql.md");
  private static final Pattern OPTION = Pattern.compile("\\| `([\\w.-]+)` \\| ([^|]+) \\| .* \\|");

  @Test
  void options_areThoseOfTheFactoryWithTheirDefaults() throws IOException {
    CassandraTableFactory factory = new CassandraTableFactory();
    Map<String, String> code = new TreeMap<>();
    factory.requiredOptions().forEach(option -> code.put(option.key(), "required"));
    factory.optionalOptions().forEach(option -> code.put(option.key(), byDefault(option)));

    assertThat(documented()).isEqualTo(code);
  }

  private static String byDefault(ConfigOption<?> option) {
    return option.hasDefaultValue() ? option.defaultValue().toString() : "none";
  }

  private static Map<String, String> documented() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher option = OPTION.matcher(line);
      if (option.matches()) {
        documented.put(option.group(1), option.group(2));
      }
    }
    return documented;
  }
}
