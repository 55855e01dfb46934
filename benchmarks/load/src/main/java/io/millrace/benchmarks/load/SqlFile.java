package io.millrace.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A script of {@code benchmarks/src/main/sql}. */
public final class SqlFile {

  private SqlFile() {}

  /**
   * Its statements, without comments.
   *
   * @param variables what stands for <code>${name}</code>
   */
  public static List<String> statements(Path root, String name, Map<String, String> variables)
      throws IOException {
    Path file = root.resolve(Path.of("benchmarks", "src", "main", "sql", name));
    String text =
        Files.readAllLines(file).stream()
            .filter(line -> !line.startsWith("--"))
            .collect(Collectors.joining("\n"));
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      text = text.replace("${" + variable.getKey() + "}", variable.getValue());
    }
    return Arrays.stream(text.split(";", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }
}
