package io.millrace.flink.connector.cassandra.table;

import io.millrace.flink.connector.cassandra.TestKeyspace;
import io.millrace.stack.LocalStack;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** Declares a table of the test's keyspace in SQL and runs queries. */
final class SqlTable {

  private SqlTable() {}

  /**
   * @param options beside those of the connection, such as {@code , 'scan.splits' = '3'}
   */
  static void declare(
      TableEnvironment sql,
      LocalStack stack,
      TestKeyspace keyspace,
      String name,
      String table,
      String columns,
      String options) {
    sql.executeSql("DROP TEMPORARY TABLE IF EXISTS " + name);
    sql.executeSql(
        """
        CREATE TEMPORARY TABLE %s (%s) WITH (
          'connector' = 'cassandra',
          'contact-points' = '%s',
          'local-datacenter' = '%s',
          'keyspace' = '%s',
          'table' = '%s'%s)
        """
            .formatted(
                name,
                columns,
                stack.cassandraContactPoint(),
                stack.cassandraDatacenter(),
                keyspace.name(),
                table,
                options));
  }

  /** The rows as text, such as {@code +I[1, a]}. */
  static List<String> query(TableEnvironment sql, String query) throws Exception {
    List<String> rows = new ArrayList<>();
    try (CloseableIterator<Row> results = sql.executeSql(query).collect()) {
      results.forEachRemaining(row -> rows.add(row.toString()));
    }
    return rows;
  }
}
