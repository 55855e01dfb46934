package io.millrace.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The CQL of {@code schema/} on a real Cassandra. */
class SchemaIT {

  @Test
  void keyspace_runTwice_isThere() throws Exception {
    SqlStack stack = SqlStack.shared();
    String statement = Files.readString(SqlStack.SQL.resolve("schema/keyspace.cql"));
    try (CqlSession session =
        CqlSession.builder()
            .addContactPoint(new InetSocketAddress("127.0.0.1", stack.servers().cassandraPort()))
            .withLocalDatacenter(stack.servers().cassandraDatacenter())
            .build()) {
      session.execute(statement);
      session.execute(statement);
      assertThat(session.refreshSchema().getKeyspace("millrace")).isPresent();
    }
  }
}
