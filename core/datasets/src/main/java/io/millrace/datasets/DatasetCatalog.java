package io.millrace.datasets;

import io.millrace.config.ConfigException;
import io.millrace.config.ConfigFile;
import io.millrace.config.ConfigNode;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The datasets of a deployment, checked against each other, in the order of their names. */
public final class DatasetCatalog implements Serializable {

  private static final long serialVersionUID = 1L;

  private final List<DatasetDefinition> definitions;

  private DatasetCatalog(List<DatasetDefinition> definitions) {
    this.definitions = definitions;
  }

  /** Reads every *.yaml, *.yml and *.json of the directory, one definition in each. */
  public static DatasetCatalog load(Path directory) {
    List<ConfigNode> nodes = ConfigFile.readAll(directory);
    if (nodes.isEmpty()) {
      throw new ConfigException(
          directory + ": holds no definition; write one per file and name it *.yaml or *.json");
    }
    return of(nodes);
  }

  /** Reads definitions that stand in other files, each a mapping of its own. */
  public static DatasetCatalog of(List<ConfigNode> nodes) {
    Map<String, String> ownersByTable = new HashMap<>();
    Map<String, Path> filesByName = new HashMap<>();
    List<DatasetDefinition> definitions = new ArrayList<>();
    for (ConfigNode node : nodes) {
      DatasetDefinition definition = DatasetDefinition.of(node);
      Path other = filesByName.put(definition.name(), node.file());
      if (other != null) {
        throw node.error(
            "dataset_name",
            "'" + definition.name() + "' is already the name in " + other + "; rename one");
      }
      String owner = "'" + definition.name() + "' in " + node.file();
      for (Grain grain : definition.grains()) {
        String table = Names.table(definition.name(), grain);
        String earlier = ownersByTable.put(table.toLowerCase(Locale.ROOT), owner);
        if (earlier != null) {
          throw node.error(
              "dataset_name",
              "the table " + table + " is already that of dataset " + earlier + "; rename one");
        }
      }
      definitions.add(definition);
    }
    definitions.sort(Comparator.comparing(DatasetDefinition::name));
    return new DatasetCatalog(List.copyOf(definitions));
  }

  public List<DatasetDefinition> definitions() {
    return definitions;
  }

  /** The collections whose events some dataset wants, in order. */
  public List<String> collections() {
    TreeSet<String> collections = new TreeSet<>();
    definitions.forEach(definition -> collections.add(definition.collection()));
    return List.copyOf(collections);
  }

  /** Whether some dataset asks for records of rows that change when they were complete. */
  public boolean hasCorrections() {
    return definitions.stream().anyMatch(DatasetDefinition::corrections);
  }

  /** One table per dataset and grain, in the order of the definitions. */
  public List<DatasetTable> tables() {
    return definitions.stream()
        .flatMap(
            definition -> definition.grains().stream().map(g -> new DatasetTable(definition, g)))
        .toList();
  }
}
