package io.millrace.benchmarks;

import io.millrace.benchmarks.load.EngineArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** Our connector's tables in Flink SQL. */
final class SqlTables {

  private SqlTables() {}

  /** Declares the table that an engine reads, under this name. */
  static void declare(
      TableEnvironment tables,
      String name,
      BenchTable table,
      EngineArguments arguments,
      Map<String, String> moreOptions) {
    String options =
        moreOptions.entrySet().stream()
            .map(option -> ", '%s' = '%s'".formatted(option.getKey(), option.getValue()))
            .sorted()
            .collect(Collectors.joining());
    tables.executeSql(
        "CREATE TABLE %s (%s) WITH ('connector' = 'cassandra', 'contact-points' = '%s:%d', 'keyspace' = '%s', 'table' = '%s'%s)"
            .formatted(
                name,
                table.sqlColumns(),
                arguments.host(),
                arguments.port(),
                arguments.keyspace(),
                arguments.table(),
                options));
  }

  /** Runs a query that returns one row. */
  @SuppressWarnings("try") // an interrupt while it closes ends the process anyway
  static List<Object> one(TableEnvironment tables, String query) throws Exception {
    try (CloseableIterator<Row> rows = tables.executeSql(query).collect()) {
      Row row = rows.next();
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < row.getArity(); i++) {
        values.add(row.getField(i));
      }
      return values;
    }
  }
}
