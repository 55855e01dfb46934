package io.millrace.flink.connector.cassandra.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flink.connector.cassandra.TestKeyspace;
import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.session.CassandraSetupException;
import io.millrace.stack.LocalStack;
import io.millrace.stack.SharedStack;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.apache.flink.util.ExceptionUtils;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A mistake in the settings gets one message before the job is submitted: reason and remedy. */
class SetupMistakesIT {

  private static TestKeyspace keyspace;

  @BeforeAll
  static void connect() {
    keyspace = new TestKeyspace(SharedStack.cassandra(), "mistakes_it");
    keyspace.cql("CREATE TABLE page (path text, day date, views bigint, PRIMARY KEY (path, day))");
  }

  @AfterAll
  static void disconnect() {
    keyspace.close();
  }

  @Test
  void rightSettings_passTheCheck() throws Exception {
    keyspace.connection().build().check();
    sinkTo("mistakes_it", "page", List.of("path", "day", "views"), List.of("day", "path")).check();
  }

  @Test
  void wrongPort_isNamed() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    CassandraConnection connection =
        keyspace.connection().setContactPoints("127.0.0.1:" + closed).build();

    mistake(connection::check)
        .hasMessageStartingWith("Cassandra does not answer at [127.0.0.1:%d] (", closed)
        .hasMessageContaining("refused")
        .hasMessageEndingWith("start it or correct the contact points");
  }

  @Test
  void unknownHost_isNamed() {
    CassandraConnection connection =
        keyspace.connection().setContactPoints("cassandra.invalid:9042").build();

    mistake(connection::check)
        .hasMessage(
            "no address is known for the host of Cassandra's contact points "
                + "[cassandra.invalid:9042]; correct the name");
  }

  @Test
  void wrongDatacenter_isNamedWithThoseSeen() {
    CassandraConnection connection = keyspace.connection().setLocalDatacenter("mars").build();

    mistake(connection::check)
        .hasMessageContaining("has no datacenter 'mars', only 'datacenter1'")
        .hasMessageEndingWith("correct the local datacenter");
  }

  @Test
  void missingKeyspace_isNamedWithThoseSeen() {
    mistake(sinkTo("nowhere", "page", List.of("path"), List.of("path"))::check)
        .hasMessageContaining("Cassandra has no keyspace 'nowhere', only [")
        .hasMessageContaining("mistakes_it")
        .hasMessageEndingWith("create it or correct the name");
  }

  @Test
  void missingTable_isNamedWithThoseSeen() {
    mistake(sinkTo("mistakes_it", "pages", List.of("path"), List.of("path"))::check)
        .hasMessage(
            "keyspace 'mistakes_it' has no table 'pages', only [page]; "
                + "create it or correct the name");
  }

  @Test
  void missingColumn_isNamedWithThoseSeen() {
    mistake(
            sinkTo("mistakes_it", "page", List.of("path", "day", "clicks"), List.of("path", "day"))
                ::check)
        .hasMessage(
            "table mistakes_it.page has no column 'clicks', only [path, day, views]; "
                + "add it or correct the name");
  }

  @Test
  void otherPrimaryKey_isNamedWithTheRealOne() {
    mistake(sinkTo("mistakes_it", "page", List.of("path", "day"), List.of("path"))::check)
        .hasMessage(
            "table mistakes_it.page has the primary key [path, day] and not [path]; "
                + "declare the same columns");
  }

  @Test
  void writer_failsWithTheSameMessage() {
    assertThatThrownBy(
            () ->
                SinkHarness.open(
                    CassandraSink.<RowWrite>builder()
                        .setConnection(keyspace.connection().build())
                        .setTables(
                            new TableSpec(
                                "mistakes_it", "pages", List.of("path"), List.of("path")))))
        .isInstanceOf(CassandraSetupException.class)
        .hasMessageContaining("has no table 'pages'");
  }

  @Test
  void wrongOrNoPassword_isSaid_withoutShowingIt() throws Exception {
    try (LocalStack stack =
        LocalStack.builder().cassandra().cassandraPasswords().temporary().shortLived().start()) {
      CassandraConnection.Builder connection =
          CassandraConnection.builder()
              .setContactPoints(stack.cassandraContactPoint())
              .setLocalDatacenter(stack.cassandraDatacenter());

      mistake(connection.build()::check)
          .hasMessage(
              "Cassandra at [%s] asks for a user and password and none is set; "
                      .formatted(stack.cassandraContactPoint())
                  + "set the credentials");
      mistake(connection.setCredentials("cassandra", "swordfish").build()::check)
          .hasMessage(
              "Cassandra at [%s] refused user 'cassandra': wrong user or password; "
                      .formatted(stack.cassandraContactPoint())
                  + "correct the credentials")
          .satisfies(
              e -> assertThat(ExceptionUtils.stringifyException(e)).doesNotContain("swordfish"));

      connection.setCredentials("cassandra", "cassandra").build().check();
    }
  }

  private interface Check {
    void run() throws Exception;
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> mistake(Check check) {
    return assertThatThrownBy(check::run).isInstanceOf(CassandraSetupException.class);
  }

  private static CassandraSink<RowWrite> sinkTo(
      String keyspaceName, String table, List<String> columns, List<String> primaryKey) {
    return CassandraSink.<RowWrite>builder()
        .setConnection(keyspace.connection().build())
        .setTables(new TableSpec(keyspaceName, table, columns, primaryKey))
        .setRowMapper(row -> row)
        .build();
  }
}
