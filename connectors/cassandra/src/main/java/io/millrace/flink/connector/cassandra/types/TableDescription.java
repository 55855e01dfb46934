package io.millrace.flink.connector.cassandra.types;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import com.datastax.oss.driver.api.core.type.DataType;
import io.millrace.flink.connector.cassandra.session.CassandraSetupException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A table as the cluster has it. Names are as Cassandra stores them, without quotes.
 *
 * @param columns all, with their CQL types, in the order of the table: partition key, clustering,
 *     static, regular
 * @param indexed columns with an index of any kind
 */
public record TableDescription(
    String keyspace,
    String table,
    Map<String, DataType> columns,
    List<String> partitionKey,
    List<String> clustering,
    List<String> indexed)
    implements Serializable {

  /** Partition key and clustering columns in their order. */
  public List<String> primaryKey() {
    List<String> key = new ArrayList<>(partitionKey);
    key.addAll(clustering);
    return key;
  }

  /**
   * Asks the cluster.
   *
   * @throws CassandraSetupException naming what there is instead if keyspace or table is missing
   */
  public static TableDescription read(CqlSession session, String keyspace, String table)
      throws CassandraSetupException {
    try {
      return of(session.getMetadata(), keyspace, table);
    } catch (CassandraSetupException e) {
      // A shared session hears of a table made a moment ago with a delay.
      return of(session.refreshSchema(), keyspace, table);
    }
  }

  private static TableDescription of(Metadata metadata, String keyspace, String table)
      throws CassandraSetupException {
    KeyspaceMetadata keyspaceMetadata =
        metadata
            .getKeyspace(CqlIdentifier.fromInternal(keyspace))
            .orElseThrow(
                () ->
                    new CassandraSetupException(
                        "Cassandra has no keyspace '%s', only %s; create it or correct the name"
                            .formatted(keyspace, names(metadata.getKeyspaces().keySet()))));
    TableMetadata tableMetadata =
        keyspaceMetadata
            .getTable(CqlIdentifier.fromInternal(table))
            .orElseThrow(
                () ->
                    new CassandraSetupException(
                        "keyspace '%s' has no table '%s', only %s; create it or correct the name"
                            .formatted(
                                keyspace, table, names(keyspaceMetadata.getTables().keySet()))));
    return of(tableMetadata);
  }

  public static TableDescription of(TableMetadata table) {
    Map<String, DataType> columns = new LinkedHashMap<>();
    table.getColumns().forEach((name, column) -> columns.put(name.asInternal(), column.getType()));
    List<String> indexed =
        table.getIndexes().values().stream()
            .map(index -> index.getTarget())
            .map(target -> CqlIdentifier.fromCql(unquotable(target)).asInternal())
            .filter(columns::containsKey)
            .toList();
    return new TableDescription(
        table.getKeyspace().asInternal(),
        table.getName().asInternal(),
        columns,
        names(table.getPartitionKey()),
        names(List.copyOf(table.getClusteringColumns().keySet())),
        indexed);
  }

  /** An index on {@code keys(m)} or {@code values(m)} is no index of the column itself. */
  private static String unquotable(String target) {
    return target.contains("(") ? "\"" + target + "\"" : target;
  }

  private static List<String> names(List<ColumnMetadata> columns) {
    return columns.stream().map(column -> column.getName().asInternal()).toList();
  }

  private static String names(Collection<CqlIdentifier> names) {
    return names.stream()
        .map(CqlIdentifier::asInternal)
        .sorted()
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
