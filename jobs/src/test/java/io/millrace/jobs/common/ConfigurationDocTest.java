package io.millrace.jobs.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/configuration.md has one row per key, no more and no less. */
class ConfigurationDocTest {

  private static final Path PAGE =
      Path.of(System.getProperty("millrace.home"), "docs/configuration.md");

  @TempDir Path folder;

  @Test
  void rows_areTheKeysThatAreRead() throws IOException {
    Set<String> sections = new TreeSet<>();
    for (String key : documented()) {
      sections.add(key.contains(".") ? key.substring(0, key.indexOf('.')) : "");
    }
    for (String section : sections) {
      assertThat(documentedIn(section)).as(section).isEqualTo(readIn(section));
    }
  }

  /** An unknown key's message lists the keys that are known beside it. */
  private Set<String> readIn(String section) throws IOException {
    Path file = folder.resolve("millrace.yaml");
    String valid = "kafka: {bootstrap_servers: 'k:1'%s}\n";
    String yaml =
        switch (section) {
          case "" -> valid.formatted("") + "zzzzzzzz: 1\n";
          case "kafka" -> valid.formatted(", zzzzzzzz: 1");
          case "cassandra" -> valid.formatted("") + "cassandra: {contact_points: c, zzzzzzzz: 1}\n";
          case "webhooks" ->
              valid.formatted("")
                  + "webhooks: [{name: a, url: 'https://a', zzzzzzzz: 1, secret: 'whsec_%s'}]\n"
                      .formatted("a".repeat(32));
          default -> valid.formatted("") + section + ": {zzzzzzzz: 1}\n";
        };
    Files.writeString(file, yaml);
    StringBuilder message = new StringBuilder();
    assertThatThrownBy(() -> MillraceConfig.read(file))
        .isInstanceOf(ConfigException.class)
        .satisfies(e -> message.append(e.getMessage()));
    String list = message.substring(message.indexOf("the keys here are ") + 18);
    Set<String> keys = new TreeSet<>(Arrays.asList(list.split(", ")));
    if (section.isEmpty()) {
      keys.removeIf(key -> !documentedIn("").contains(key) && !documentedIn(key).isEmpty());
    }
    return keys;
  }

  private static Set<String> documentedIn(String section) {
    return documented().stream()
        .filter(key -> section.isEmpty() ? !key.contains(".") : key.startsWith(section + "."))
        .map(key -> key.substring(key.indexOf('.') + 1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> documented() {
    try {
      return Files.readAllLines(PAGE).stream()
          .filter(line -> line.startsWith("| `"))
          .map(line -> line.substring(3, line.indexOf('`', 3)))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
