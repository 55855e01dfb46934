package io.millrace.patterns.definition;

import io.millrace.config.ConfigFile;
import io.millrace.config.ConfigNode;
import java.nio.file.Path;

/** Definitions that stand in a test's own text. */
final class PatternFiles {

  private PatternFiles() {}

  static ConfigNode node(String file, String yaml) {
    return ConfigFile.parse(Path.of(file), yaml, name -> null);
  }

  static PatternDefinition definition(String yaml) {
    return PatternDefinition.of(node("x.yaml", yaml));
  }
}
