package io.millrace.patterns.definition;

import io.millrace.config.ConfigNode;
import io.millrace.patterns.model.Pattern;
import java.nio.file.Path;
import java.util.List;

/** What one file defines: a pattern, and what it has to find in which events. */
public record PatternDefinition(Path file, Pattern pattern, List<PatternTest> tests) {

  public PatternDefinition {
    tests = List.copyOf(tests);
  }

  /**
   * Reads a definition.
   *
   * @throws io.millrace.config.ConfigException if it is none
   */
  public static PatternDefinition of(ConfigNode node) {
    return new DefinitionReader(node).read();
  }
}
