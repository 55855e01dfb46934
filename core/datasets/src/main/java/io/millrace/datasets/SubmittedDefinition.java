package io.millrace.datasets;

import io.millrace.config.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A definition as it was when its job was submitted last: state and rows are of this version.
 *
 * @param shape {@link DatasetDefinition#shape}
 */
public record SubmittedDefinition(int version, Map<String, String> shape) {

  public SubmittedDefinition {
    shape = Map.copyOf(shape);
  }

  public static SubmittedDefinition of(DatasetDefinition definition) {
    return new SubmittedDefinition(definition.version(), definition.shape());
  }

  /**
   * What is new or lost with the definitions as they are now, for whoever submits them.
   *
   * @param before by the dataset's name
   * @throws ConfigException if one has changed and its version has not, or has become less
   */
  public static List<String> changes(
      List<DatasetDefinition> definitions, Map<String, SubmittedDefinition> before) {
    List<String> notes = new ArrayList<>();
    Map<String, SubmittedDefinition> gone = new TreeMap<>(before);
    for (DatasetDefinition definition : definitions) {
      SubmittedDefinition submitted = gone.remove(definition.name());
      if (submitted != null) {
        submitted.addChange(definition, notes);
      }
    }
    for (String name : gone.keySet()) {
      notes.add(
          "dataset '"
              + name
              + "' is not defined any more: what is open of it is dropped, its tables stay");
    }
    return notes;
  }

  private void addChange(DatasetDefinition now, List<String> notes) {
    List<String> differences = differences(now.shape());
    String dataset = "dataset '" + now.name() + "'";
    if (now.version() < version) {
      throw new ConfigException(
          "%s: version %d is less than %d, which was submitted before, so its rows would never show; write version: %d"
              .formatted(dataset, now.version(), version, version + 1));
    }
    if (now.version() == version) {
      if (!differences.isEmpty()) {
        throw new ConfigException(
            "%s: %s, and the rows and open intervals of version %d are of the definition before; write version: %d"
                .formatted(dataset, String.join(", ", differences), version, version + 1));
      }
      return;
    }
    notes.add(
        ("%s goes from version %d to %d%s: what is open of version %d is dropped, and rows of intervals"
                + " that are open now will count from where the job goes on; to count all that the topics"
                + " hold, submit it without a savepoint")
            .formatted(
                dataset,
                version,
                now.version(),
                differences.isEmpty() ? "" : " (" + String.join(", ", differences) + ")",
                version));
  }

  private List<String> differences(Map<String, String> now) {
    TreeSet<String> keys = new TreeSet<>(shape.keySet());
    keys.addAll(now.keySet());
    return keys.stream()
        .filter(key -> !shape.getOrDefault(key, "").equals(now.getOrDefault(key, "")))
        .map(
            key ->
                "%s was %s and is %s"
                    .formatted(
                        key,
                        shape.getOrDefault(key, "not there"),
                        now.getOrDefault(key, "not there")))
        .toList();
  }
}
