package io.millrace.datasets;

import io.millrace.config.ConfigException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A type of a keyspace that tables of datasets use.
 *
 * <p>One value holds all that belongs together, so that no row mixes the estimate of one attempt
 * with the sketch of another.
 */
public enum UserType {
  DISTINCT_COUNT("estimate double, lower_bound double, upper_bound double, sketch blob"),
  QUANTILE_ESTIMATE("estimate double, lower_bound double, upper_bound double, sketch blob"),
  UNIQUE_VALUES("items frozen<list<text>>, complete boolean"),
  TOP_VALUE("item text, frequency bigint"),
  TOP_VALUES("items frozen<list<frozen<top_value>>>, max_error bigint");

  private final String fields;

  UserType(String fields) {
    this.fields = fields;
  }

  public String cqlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String createStatement(String keyspace) {
    return fields().entrySet().stream()
        .map(field -> "  \"" + field.getKey() + "\" " + field.getValue())
        .collect(
            Collectors.joining(
                ",\n", "CREATE TYPE IF NOT EXISTS " + qualified(keyspace) + " (\n", "\n)"));
  }

  /**
   * Checks a type that is there already.
   *
   * @param existing the fields that a cluster says a type of this name has, in order
   * @throws ConfigException if they are others
   */
  public void requireSame(String keyspace, Map<String, String> existing) {
    if (!List.copyOf(fields().entrySet()).equals(List.copyOf(existing.entrySet()))) {
      throw new ConfigException(
          "type "
              + keyspace
              + "."
              + cqlName()
              + " has the fields "
              + existing
              + " and has to have "
              + fields()
              + "; write another cassandra.keyspace, or drop what uses it and run: DROP TYPE "
              + qualified(keyspace));
    }
  }

  /** From names to types. */
  Map<String, String> fields() {
    Map<String, String> types = new LinkedHashMap<>();
    for (String field : fields.split(", ", -1)) {
      int space = field.indexOf(' ');
      types.put(field.substring(0, space), field.substring(space + 1));
    }
    return types;
  }

  private String qualified(String keyspace) {
    return '"' + keyspace + "\".\"" + cqlName() + '"';
  }
}
