package io.millrace.flink.connector.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.stack.LocalStack;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** A keyspace that starts empty, and a session of the test's own to look into it. */
public final class TestKeyspace implements AutoCloseable {

  /**
   * A schema change does not return before the driver has read the new schema, and if its own
   * connection broke while it read one, it never reads another (4.19.3): after a killed Cassandra
   * each change would time out.
   */
  private static final DriverConfigLoader WITHOUT_SCHEMA =
      DriverConfigLoader.programmaticBuilder()
          .withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, false)
          .build();

  private final LocalStack stack;
  private final String name;
  private final CqlSession session;

  public TestKeyspace(LocalStack stack, String name) {
    this.stack = stack;
    this.name = name;
    session =
        CqlSession.builder()
            .addContactPoint(new InetSocketAddress("127.0.0.1", stack.cassandraPort()))
            .withLocalDatacenter(stack.cassandraDatacenter())
            .withConfigLoader(WITHOUT_SCHEMA)
            .build();
    cql("DROP KEYSPACE IF EXISTS " + name);
    cql(
        "CREATE KEYSPACE %s WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}"
            .formatted(name));
    cql("USE " + name);
  }

  public String name() {
    return name;
  }

  public CassandraConnection.Builder connection() {
    return CassandraConnection.builder()
        .setContactPoints(stack.cassandraContactPoint())
        .setLocalDatacenter(stack.cassandraDatacenter());
  }

  /** Schema changes and whole tables take longer than the driver's default of 2 s. */
  public List<Row> cql(String statement) {
    return session
        .execute(SimpleStatement.newInstance(statement).setTimeout(Duration.ofSeconds(30)))
        .all();
  }

  public Row one(String statement) {
    List<Row> rows = cql(statement);
    if (rows.size() != 1) {
      throw new AssertionError("%d rows: %s".formatted(rows.size(), statement));
    }
    return rows.get(0);
  }

  @Override
  public void close() {
    session.close();
  }
}
