package io.millrace.datasets;

import io.millrace.config.ConfigFile;
import io.millrace.config.ConfigNode;
import java.nio.file.Path;

/** Definitions that stand in a test's own text. */
final class DatasetFiles {

  private DatasetFiles() {}

  static ConfigNode node(String file, String yaml) {
    return ConfigFile.parse(Path.of(file), yaml, System::getenv);
  }

  static DatasetDefinition definition(String yaml) {
    return DatasetDefinition.of(node("x.yaml", yaml));
  }
}
