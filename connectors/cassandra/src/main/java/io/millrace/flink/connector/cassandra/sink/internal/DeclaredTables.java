package io.millrace.flink.connector.cassandra.sink.internal;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import io.millrace.flink.connector.cassandra.session.CassandraSetupException;
import io.millrace.flink.connector.cassandra.sink.TableSpec;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares what the user declared with what the cluster has. */
final class DeclaredTables {

  private DeclaredTables() {}

  static void check(CqlSession session, List<TableSpec> tables) throws CassandraSetupException {
    try {
      check(session.getMetadata(), tables);
    } catch (CassandraSetupException e) {
      // A shared session hears of a table made a moment ago with a delay.
      check(session.refreshSchema(), tables);
    }
  }

  private static void check(Metadata metadata, List<TableSpec> tables)
      throws CassandraSetupException {
    for (TableSpec table : tables) {
      check(metadata, table);
    }
  }

  private static void check(Metadata metadata, TableSpec spec) throws CassandraSetupException {
    KeyspaceMetadata keyspace =
        metadata
            .getKeyspace(CqlIdentifier.fromInternal(spec.keyspace()))
            .orElseThrow(
                () ->
                    new CassandraSetupException(
                        "Cassandra has no keyspace '%s', only %s; create it or correct the name"
                            .formatted(
                                spec.keyspace(),
                                names(metadata.getKeyspaces().keySet(), name -> name))));
    TableMetadata table =
        keyspace
            .getTable(CqlIdentifier.fromInternal(spec.table()))
            .orElseThrow(
                () ->
                    new CassandraSetupException(
                        "keyspace '%s' has no table '%s', only %s; create it or correct the name"
                            .formatted(
                                spec.keyspace(),
                                spec.table(),
                                names(keyspace.getTables().keySet(), name -> name))));
    for (String column : spec.columns()) {
      if (table.getColumn(CqlIdentifier.fromInternal(column)).isEmpty()) {
        throw new CassandraSetupException(
            "table %s has no column '%s', only %s; add it or correct the name"
                .formatted(
                    spec.qualifiedName(),
                    column,
                    names(table.getColumns().keySet(), name -> name)));
      }
    }
    TreeSet<String> key =
        table.getPrimaryKey().stream()
            .map(column -> column.getName().asInternal())
            .collect(Collectors.toCollection(TreeSet::new));
    if (!key.equals(new TreeSet<>(spec.primaryKey()))) {
      throw new CassandraSetupException(
          "table %s has the primary key %s and not %s; declare the same columns"
              .formatted(
                  spec.qualifiedName(),
                  names(table.getPrimaryKey(), column -> column.getName()),
                  spec.primaryKey()));
    }
  }

  private static <C> String names(Collection<C> things, Function<C, CqlIdentifier> name) {
    Stream<String> names = things.stream().map(thing -> name.apply(thing).asInternal());
    return names.filter(Objects::nonNull).collect(Collectors.joining(", ", "[", "]"));
  }
}
