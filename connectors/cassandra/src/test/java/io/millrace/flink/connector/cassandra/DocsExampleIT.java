package io.millrace.flink.connector.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.sink.CassandraSink;
import io.millrace.flink.connector.cassandra.sink.RowUpsert;
import io.millrace.flink.connector.cassandra.sink.TableSpec;
import io.millrace.stack.LocalStack;
import io.millrace.stack.SharedStack;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs the example of docs/connectors/cassandra.md; {@link DocsPageTest} compares the text. */
class DocsExampleIT {

  @RegisterExtension static final MiniClusterExtension FLINK = new MiniClusterExtension();

  /** A visitor looks at a page. */
  record Visit(String page, Instant at, String visitor) {}

  @Test
  void example_writesItsRows() throws Exception {
    LocalStack stack = SharedStack.cassandra();
    try (TestKeyspace keyspace = new TestKeyspace(stack, "shop")) {
      keyspace.cql(
          "CREATE TABLE visit (page text, at timestamp, visitor text, PRIMARY KEY (page, at))");
      StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
      Instant noon = Instant.parse("2026-11-21T12:00:00Z");

      sinkVisits(
          stack.cassandraContactPoint(),
          env.fromData(new Visit("/", noon, "ada"), new Visit("/", noon, "zoe")));
      env.execute();

      Row row =
          keyspace.one("SELECT visitor, writetime(visitor) AS w, ttl(visitor) AS t FROM visit");
      // Two visits of one key and one timestamp: the greater value stays.
      assertThat(row.getString("visitor")).isEqualTo("zoe");
      assertThat(row.getLong("w")).isEqualTo(1_795_262_400_000_000L);
      assertThat(row.getInt("t")).isBetween(86_000, 86_400);
    }
  }

  private static void sinkVisits(String contactPoint, DataStream<Visit> visits) throws Exception {
    // docs: begin
    CassandraSink<Visit> sink =
        CassandraSink.<Visit>builder()
            .setConnection(
                CassandraConnection.builder()
                    .setContactPoints(contactPoint) // "cassandra-1:9042"
                    .setLocalDatacenter("datacenter1")
                    .build())
            .setTables(
                new TableSpec(
                    "shop", "visit", List.of("page", "at", "visitor"), List.of("page", "at")))
            .setRowMapper(
                visit ->
                    RowUpsert.of("visit", visit.page(), visit.at(), visit.visitor())
                        .withTimestamp(ChronoUnit.MICROS.between(Instant.EPOCH, visit.at()))
                        .withTtl(86_400))
            .build();
    sink.check(); // one clear message before the job is submitted
    visits.sinkTo(sink).uid("write-visits").name("write-visits");
    // docs: end
  }
}
