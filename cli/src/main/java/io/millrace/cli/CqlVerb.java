package io.millrace.cli;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ColumnDefinition;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "cql", header = "Runs one CQL statement on Cassandra and prints its rows.")
final class CqlVerb implements Callable<Integer> {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  @ParentCommand private Millrace millrace;

  @Parameters(
      paramLabel = "STATEMENT",
      description = "Such as \"SELECT * FROM millrace.traffic_daily LIMIT 10\".")
  private String statement;

  @Option(names = "--json", description = "Print each row as one line of JSON.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    try (CqlSession session = CassandraAccess.connect(millrace.home().runningStack())) {
      ResultSet rows = session.execute(statement);
      if (rows.getColumnDefinitions().size() == 0) {
        millrace.terminal().line("done");
      } else if (json) {
        printJson(rows);
      } else {
        printTable(rows);
      }
      return 0;
    } catch (QueryValidationException e) {
      throw new CommandFailure("Cassandra refuses the statement: " + e.getMessage(), e);
    }
  }

  private void printTable(ResultSet rows) {
    List<String> heading = new ArrayList<>();
    rows.getColumnDefinitions().forEach(column -> heading.add(column.getName().asInternal()));
    TextTable table = new TextTable(heading);
    int count = 0;
    for (Row row : rows) {
      List<String> cells = new ArrayList<>();
      for (ColumnDefinition column : rows.getColumnDefinitions()) {
        Object value = row.getObject(column.getName());
        cells.add(value == null ? "null" : CassandraAccess.text(value));
      }
      table.row(cells);
      count++;
    }
    table.print(millrace.terminal());
    millrace.terminal().line("(" + count + (count == 1 ? " row)" : " rows)"));
  }

  private void printJson(ResultSet rows) throws JsonProcessingException {
    for (Row row : rows) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      for (ColumnDefinition column : rows.getColumnDefinitions()) {
        object.put(column.getName().asInternal(), json(row.getObject(column.getName())));
      }
      millrace.terminal().line(JSON.writeValueAsString(object));
    }
  }

  /** Numbers and truths as JSON's own, all else as text. */
  private static @Nullable Object json(@Nullable Object value) {
    return value == null || value instanceof Number || value instanceof Boolean
        ? value
        : CassandraAccess.text(value);
  }
}
