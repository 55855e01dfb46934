package io.millrace.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration of one {@code key: value} (YAML) or {@code key=value} (properties) a line, as all
 * three servers read it. A later {@code put} wins.
 */
final class FlatConfig {

  private final Map<String, String> values = new LinkedHashMap<>();

  FlatConfig put(String key, Object value) {
    values.put(key, value.toString());
    return this;
  }

  FlatConfig putAll(Map<String, String> others) {
    values.putAll(others);
    return this;
  }

  Optional<String> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** Adds the lines of a flat YAML file; nesting is refused, since merging would lose it. */
  FlatConfig mergeYaml(Path file) {
    int number = 0;
    try {
      for (String line : Files.readAllLines(file)) {
        number++;
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        int colon = line.indexOf(": ");
        if (colon <= 0 || Character.isWhitespace(line.charAt(0)) || line.charAt(0) == '-') {
          throw new StackException(
              "%s:%d: not of the form `some.key: value`; write every option on one line with its full key"
                  .formatted(file, number));
        }
        values.put(line.substring(0, colon), line.substring(colon + 2).trim());
      }
    } catch (IOException e) {
      throw new StackException("%s cannot be read: %s".formatted(file, e), e);
    }
    return this;
  }

  void writeYaml(Path file) {
    write(file, ": ");
  }

  void writeProperties(Path file) {
    write(file, "=");
  }

  private void write(Path file, String separator) {
    StringBuilder text = new StringBuilder("# Written by Millrace at every start.\n");
    values.forEach((key, value) -> text.append(key).append(separator).append(value).append('\n'));
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new StackException("%s cannot be written: %s".formatted(file, e), e);
    }
  }
}
