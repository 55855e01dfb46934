package io.millrace.flink.connector.cassandra.sink;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.annotation.PublicEvolving;

/**
 * A table that the sink may write to: what is not declared so cannot be reached by any row.
 *
 * @param keyspace exactly as Cassandra stores it, without quotes
 * @param table likewise
 * @param columns those that are written, in the order of {@link RowUpsert#values()}
 * @param primaryKey the partition key's and the clustering columns, all among the columns
 */
@PublicEvolving
public record TableSpec(
    String keyspace, String table, List<String> columns, List<String> primaryKey)
    implements Serializable {

  public TableSpec {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
    if (keyspace.isEmpty() || table.isEmpty()) {
      throw new IllegalArgumentException(
          "table '%s.%s' lacks a part of its name; give keyspace and table"
              .formatted(keyspace, table));
    }
    Set<String> known = new HashSet<>(columns);
    if (known.size() < columns.size()) {
      throw new IllegalArgumentException(
          "table %s.%s names a column twice in %s; name each once"
              .formatted(keyspace, table, columns));
    }
    if (primaryKey.isEmpty() || !known.containsAll(primaryKey)) {
      throw new IllegalArgumentException(
          "table %s.%s: the primary key %s is not among the columns %s; a row cannot be written "
                  .formatted(keyspace, table, primaryKey, columns)
              + "without its whole key, so name all key columns in both lists");
    }
  }

  /** Keyspace and table, for messages. */
  public String qualifiedName() {
    return keyspace + "." + table;
  }
}
