package io.millrace.flink.connector.cassandra.sink.internal;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.flink.connector.cassandra.session.CassandraSetupException;
import io.millrace.flink.connector.cassandra.sink.TableSpec;
import io.millrace.flink.connector.cassandra.types.TableDescription;
import java.util.List;
import java.util.TreeSet;

/** Compares what the user declared with what the cluster has. */
final class DeclaredTables {

  private DeclaredTables() {}

  static void check(CqlSession session, List<TableSpec> tables) throws CassandraSetupException {
    try {
      compare(session, tables);
    } catch (CassandraSetupException e) {
      // A shared session hears of a column added a moment ago with a delay.
      session.refreshSchema();
      compare(session, tables);
    }
  }

  private static void compare(CqlSession session, List<TableSpec> tables)
      throws CassandraSetupException {
    for (TableSpec table : tables) {
      compare(table, TableDescription.read(session, table.keyspace(), table.table()));
    }
  }

  private static void compare(TableSpec spec, TableDescription table)
      throws CassandraSetupException {
    for (String column : spec.columns()) {
      if (!table.columns().containsKey(column)) {
        throw new CassandraSetupException(
            "table %s has no column '%s', only %s; add it or correct the name"
                .formatted(spec.qualifiedName(), column, table.columns().keySet()));
      }
    }
    if (!new TreeSet<>(table.primaryKey()).equals(new TreeSet<>(spec.primaryKey()))) {
      throw new CassandraSetupException(
          "table %s has the primary key %s and not %s; declare the same columns"
              .formatted(spec.qualifiedName(), table.primaryKey(), spec.primaryKey()));
    }
  }
}
