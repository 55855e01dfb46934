package io.millrace.flink.connector.cassandra.table;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import io.millrace.flink.connector.cassandra.types.TableDescription;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.types.logical.RowType;

/**
 * The statement of a lookup and how the fields of a key go into it.
 *
 * @param produced the rows that are found
 * @param bound for each marker of the statement, which field of the key it takes
 * @param compared fields of the key that Cassandra cannot be asked for; rows found are compared
 *     with them
 * @param fields for each field of the key, which field of a row it equals
 */
record LookupQuery(
    String keyspace,
    String table,
    RowType produced,
    List<String> conditions,
    List<Integer> bound,
    List<Integer> compared,
    List<Integer> fields)
    implements Serializable {

  /**
   * Asks for the partition, and for clustering columns from the first on as far as there are keys.
   *
   * @param keys fields of the produced rows, as Flink's lookup context has them
   * @throws ValidationException if the partition key is not among them
   */
  static LookupQuery of(TableDescription table, RowType produced, int[][] keys) {
    List<Integer> fields = IntStream.range(0, keys.length).mapToObj(key -> keys[key][0]).toList();
    List<String> names = fields.stream().map(field -> produced.getFieldNames().get(field)).toList();
    if (!names.containsAll(table.partitionKey())) {
      throw new ValidationException(
          "a lookup in Cassandra table %s.%s finds rows by its partition key %s, "
                  .formatted(table.keyspace(), table.table(), table.partitionKey())
              + "and the join's condition has equality on %s only; add the rest".formatted(names));
    }
    List<String> conditions = new ArrayList<>(table.partitionKey());
    for (String column : table.clustering()) {
      if (!names.contains(column)) {
        break;
      }
      conditions.add(column);
    }
    return new LookupQuery(
        table.keyspace(),
        table.table(),
        produced,
        conditions,
        conditions.stream().map(names::indexOf).toList(),
        IntStream.range(0, names.size())
            .filter(key -> !conditions.contains(names.get(key)))
            .boxed()
            .toList(),
        fields);
  }

  String cql() {
    return "SELECT %s FROM %s.%s WHERE %s"
        .formatted(
            produced.getFieldNames().stream()
                .map(LookupQuery::quoted)
                .collect(Collectors.joining(", ")),
            quoted(keyspace),
            quoted(table),
            conditions.stream()
                .map(column -> quoted(column) + " = ?")
                .collect(Collectors.joining(" AND ")));
  }

  private static String quoted(String name) {
    return CqlIdentifier.fromInternal(name).asCql(true);
  }
}
