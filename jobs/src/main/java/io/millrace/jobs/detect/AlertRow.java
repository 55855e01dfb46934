package io.millrace.jobs.detect;

import io.millrace.flink.connector.cassandra.sink.RowMapper;
import io.millrace.flink.connector.cassandra.sink.RowUpsert;
import io.millrace.flink.connector.cassandra.sink.TableSpec;
import io.millrace.jobs.common.InFlightSerializer;
import io.millrace.jobs.common.SerializedType;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * An alert as a row of one of two tables, which differ in their partition keys only.
 *
 * @param writtenMillis when the alert was written to Kafka: of one that was found twice, in a
 *     replay, the later one stays
 * @param json the whole alert
 */
record AlertRow(
    boolean byKey,
    String pattern,
    String key,
    long lastMillis,
    String id,
    long firstMillis,
    int version,
    String severity,
    String title,
    String why,
    long writtenMillis,
    String json) {

  static final String BY_DAY = "alerts_by_day";
  static final String BY_KEY = "alerts_by_key";

  static final SerializedType<AlertRow> TYPE = SerializedType.of(AlertRow.class, new Serializer());

  private static final List<String> REST =
      List.of("first_time", "version", "severity", "title", "why", "alert");

  AlertRow inOtherTable() {
    return new AlertRow(
        !byKey,
        pattern,
        key,
        lastMillis,
        id,
        firstMillis,
        version,
        severity,
        title,
        why,
        writtenMillis,
        json);
  }

  /** Tables and columns, as the sink may write them. */
  static List<TableSpec> tables(String keyspace) {
    return List.of(
        spec(keyspace, BY_DAY, List.of("day", "pattern_id"), List.of("key")),
        spec(keyspace, BY_KEY, List.of("pattern_id", "key"), List.of()));
  }

  private static TableSpec spec(
      String keyspace, String table, List<String> partition, List<String> besides) {
    List<String> key = new java.util.ArrayList<>(partition);
    key.addAll(List.of("last_time", "alert_id"));
    List<String> columns = new java.util.ArrayList<>(key);
    columns.addAll(besides);
    columns.addAll(REST);
    return new TableSpec(keyspace, table, columns, key);
  }

  /** What creates a table. */
  static String createStatement(String keyspace, String table) {
    boolean byKey = table.equals(BY_KEY);
    return "CREATE TABLE IF NOT EXISTS \""
        + keyspace
        + "\"."
        + table
        + (byKey ? " (" : " (day date, ")
        + "pattern_id text, key text, last_time timestamp, alert_id text, first_time timestamp,"
        + " version int, severity text, title text, why text, alert text, PRIMARY KEY (("
        + (byKey ? "pattern_id, key" : "day, pattern_id")
        + "), last_time, alert_id)) WITH CLUSTERING ORDER BY (last_time DESC, alert_id ASC)"
        + " AND comment = 'alerts of Millrace'";
  }

  /** Rows are laid over what is there: an alert that is read twice is one row. */
  static RowMapper<AlertRow> mapper() {
    return AlertRow::upsert;
  }

  private RowUpsert upsert() {
    Instant last = Instant.ofEpochMilli(lastMillis);
    Instant first = Instant.ofEpochMilli(firstMillis);
    Object[] values =
        byKey
            ? new Object[] {pattern, key, last, id, first, version, severity, title, why, json}
            : new Object[] {
              last.atZone(ZoneOffset.UTC).toLocalDate(),
              pattern,
              last,
              id,
              key,
              first,
              version,
              severity,
              title,
              why,
              json
            };
    return RowUpsert.of(byKey ? BY_KEY : BY_DAY, values).withTimestamp(writtenMillis * 1_000);
  }

  private static final class Serializer extends InFlightSerializer<AlertRow> {

    private static final long serialVersionUID = 1;

    @Override
    public void serialize(AlertRow row, DataOutputView out) throws IOException {
      out.writeBoolean(row.byKey());
      text(row.pattern(), out);
      text(row.key(), out);
      out.writeLong(row.lastMillis());
      text(row.id(), out);
      out.writeLong(row.firstMillis());
      out.writeInt(row.version());
      text(row.severity(), out);
      text(row.title(), out);
      text(row.why(), out);
      out.writeLong(row.writtenMillis());
      text(row.json(), out);
    }

    /** Longer ones than Flink's own writes. */
    private static void text(String text, DataOutputView out) throws IOException {
      writeBytes(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), out);
    }

    private static String text(DataInputView in) throws IOException {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public AlertRow deserialize(DataInputView in) throws IOException {
      return new AlertRow(
          in.readBoolean(),
          text(in),
          text(in),
          in.readLong(),
          text(in),
          in.readLong(),
          in.readInt(),
          text(in),
          text(in),
          text(in),
          in.readLong(),
          text(in));
    }

    @Override
    public AlertRow createInstance() {
      throw new UnsupportedOperationException("records are read, never reused");
    }
  }
}
