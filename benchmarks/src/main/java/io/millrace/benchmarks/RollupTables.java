package io.millrace.benchmarks;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.data.UdtValue;
import io.millrace.benchmarks.load.ResultRow;
import io.millrace.benchmarks.load.SqlFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one engine: those of its first pass, and those of the measured one.
 *
 * @param values columns that were asked for
 * @param ours whether the job creates them itself
 */
record RollupTables(CqlSession session, String query, List<String> values, boolean ours) {

  private static final String WARMING = "warming";
  private static final List<String> GRAINS = List.of("minutely", "hourly", "daily");

  void create(Path root) throws IOException {
    session.execute(
        "CREATE KEYSPACE IF NOT EXISTS "
            + WARMING
            + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
    if (ours) {
      return;
    }
    for (String keyspace : List.of(WARMING, BenchCassandra.KEYSPACE)) {
      SqlFile.statements(root, script() + "_cassandra.cql", Map.of("keyspace", keyspace))
          .forEach(session::execute);
    }
  }

  /** Gives every row of the measured pass. */
  void read(Consumer<ResultRow> rows) {
    for (String grain : GRAINS) {
      String select =
          "SELECT interval_start, kind, %s, %s FROM %s"
              .formatted(
                  country(), String.join(", ", values), table(BenchCassandra.KEYSPACE, grain));
      for (Row row : session.execute(select)) {
        rows.accept(spell(grain, row));
      }
    }
  }

  void drop() {
    for (String grain : GRAINS) {
      session.execute("DROP TABLE " + table(WARMING, grain));
      session.execute("DROP TABLE " + table(BenchCassandra.KEYSPACE, grain));
    }
  }

  private String table(String keyspace, String grain) {
    return keyspace + "." + script() + "_" + grain;
  }

  /** The query's name as an identifier. */
  private String script() {
    return query.replace('-', '_');
  }

  private ResultRow spell(String grain, Row row) {
    return new ResultRow(
        grain,
        Objects.requireNonNull(row.getInstant("interval_start")).toEpochMilli(),
        Objects.requireNonNull(row.getString("kind")),
        Objects.requireNonNull(row.getString(country())),
        values.stream().map(value -> spell(row.getObject(value))).toList());
  }

  /** Of what is estimated, the estimate alone. */
  private static String spell(@Nullable Object value) {
    return value instanceof UdtValue estimate
        ? Double.toString(estimate.getDouble("estimate"))
        : String.valueOf(value);
  }

  private String country() {
    return ours ? "user_country" : "country";
  }
}
