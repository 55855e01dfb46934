package io.millrace.patterns.definition;

import io.millrace.config.ConfigException;
import io.millrace.config.ConfigFile;
import io.millrace.config.ConfigNode;
import io.millrace.patterns.model.Pattern;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The patterns of a deployment, in the order of their ids. */
public record PatternCatalog(List<PatternDefinition> definitions) {

  public PatternCatalog {
    definitions = List.copyOf(definitions);
  }

  /** Reads a file, or every *.yaml, *.yml and *.json of a directory, one definition in each. */
  public static PatternCatalog load(Path directoryOrFile) {
    if (!Files.isDirectory(directoryOrFile)) {
      return of(List.of(ConfigFile.read(directoryOrFile)));
    }
    List<ConfigNode> nodes = ConfigFile.readAll(directoryOrFile);
    if (nodes.isEmpty()) {
      throw new ConfigException(
          directoryOrFile + ": holds no pattern; write one per file and name it *.yaml or *.json");
    }
    return of(nodes);
  }

  /** Reads definitions that stand in other files, each a mapping of its own. */
  public static PatternCatalog of(List<ConfigNode> nodes) {
    Map<String, Path> filesById = new HashMap<>();
    List<PatternDefinition> definitions = new ArrayList<>();
    for (ConfigNode node : nodes) {
      PatternDefinition definition = PatternDefinition.of(node);
      String id = definition.pattern().id();
      Path other = filesById.put(id, node.file());
      if (other != null) {
        throw node.error("id", "'" + id + "' is already the id in " + other + "; rename one");
      }
      definitions.add(definition);
    }
    definitions.sort(Comparator.comparing(definition -> definition.pattern().id()));
    return new PatternCatalog(definitions);
  }

  public List<Pattern> patterns() {
    return definitions.stream().map(PatternDefinition::pattern).toList();
  }
}
