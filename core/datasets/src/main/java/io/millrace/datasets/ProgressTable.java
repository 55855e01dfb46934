package io.millrace.datasets;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Cassandra table that says how far each dataset and grain has come. */
public final class ProgressTable {

  /** Of one dataset and grain. */
  public record Row(DatasetDefinition definition, Grain grain, long completeUntilMillis) {

    /**
     * Where the first interval begins that an event within the dataset's lateness can still change.
     */
    long finalUntilMillis() {
      return grain.startMillis(completeUntilMillis - definition.lateness().toMillis());
    }
  }

  public static final String NAME = "dataset_progress";

  private static final List<TableColumn> KEY =
      List.of(new TableColumn("dataset", CqlType.TEXT), new TableColumn("grain", CqlType.TEXT));

  private static final List<TableColumn> VALUES =
      List.of(
          new TableColumn("complete_until", CqlType.TIMESTAMP),
          new TableColumn("final_until", CqlType.TIMESTAMP),
          new TableColumn("milliseconds_behind", CqlType.BIGINT),
          new TableColumn("version", CqlType.INT),
          new TableColumn("written_at", CqlType.TIMESTAMP));

  private ProgressTable() {}

  public static List<String> keyColumns() {
    return KEY.stream().map(TableColumn::name).toList();
  }

  /** In the order of {@link #values}. */
  public static List<TableColumn> columns() {
    return Stream.concat(KEY.stream(), VALUES.stream()).toList();
  }

  public static String createStatement(String keyspace) {
    return "CREATE TABLE IF NOT EXISTS \""
        + keyspace
        + "\".\""
        + NAME
        + "\" (\n"
        + columns().stream()
            .map(column -> "  " + column.declaration() + ",\n")
            .collect(Collectors.joining())
        + "  PRIMARY KEY (\""
        + String.join("\", \"", keyColumns())
        + "\")\n)";
  }

  public static List<Object> values(Row row, Instant now) {
    return Arrays.asList(
        row.definition().name(),
        row.grain().word(),
        Instant.ofEpochMilli(row.completeUntilMillis()),
        Instant.ofEpochMilli(row.finalUntilMillis()),
        now.toEpochMilli() - row.completeUntilMillis(),
        row.definition().version(),
        now);
  }

  /** So that progress never goes back but with another version. */
  public static long writeTimestampMicros(Row row) {
    return row.completeUntilMillis() * 1_000
        + row.definition().version() * DatasetTable.MICROS_PER_VERSION;
  }
}
