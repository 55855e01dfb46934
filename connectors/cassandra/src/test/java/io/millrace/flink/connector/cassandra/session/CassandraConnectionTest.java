package io.millrace.flink.connector.cassandra.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CassandraConnectionTest {

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(b -> b.setContactPoints(), "no contact point", "call setContactPoints"),
        mistake(b -> b.setContactPoints("host"), "'host' is not host:port", "cassandra-1:9042"),
        mistake(b -> b.setLocalDatacenter(" "), "no local datacenter", "call setLocalDatacenter"),
        mistake(b -> b.setCredentials("ada", ""), "user 'ada' has no password", "setCredentials"),
        mistake(
            b -> b.setRequestTimeout(Duration.ZERO),
            "request timeout is PT0S",
            "call setRequestTimeout with more than zero"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistake_isNamedWithItsRemedy(
      UnaryOperator<CassandraConnection.Builder> mistake, String reason, String remedy) {
    assertThatThrownBy(mistake.apply(connection())::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining(remedy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":9042", "host:", "host:0", "host:65536", "host:x", "::1:9042", "host"})
  void contactPoint_thatIsNotHostAndPort_isRefused(String text) {
    assertThatThrownBy(() -> ContactPoint.parse(text))
        .hasMessageContaining("'%s' is not host:port", text);
  }

  @Test
  void contactPoint_mayBeAnAddressOfEitherKind() {
    assertThat(ContactPoint.parse("10.0.0.1:9042")).isEqualTo(new ContactPoint("10.0.0.1", 9042));
    assertThat(ContactPoint.parse("[::1]:19042")).isEqualTo(new ContactPoint("::1", 19042));
    assertThat(ContactPoint.parse("[::1]:19042")).hasToString("[::1]:19042");
  }

  @Test
  void text_hidesPasswordAndDriverOptions() {
    CassandraConnection connection =
        connection()
            .setCredentials("ada", "lovelace")
            .setDriverOption("advanced.ssl-engine-factory.truststore-password", "babbage")
            .build();

    assertThat(connection.toString())
        .contains("ada", "localhost:9042", "datacenter1", "truststore-password")
        .doesNotContain("lovelace")
        .doesNotContain("babbage");
  }

  @Test
  void connection_travelsWithItsJobAndStaysEqual() throws Exception {
    CassandraConnection connection =
        connection()
            .setCredentials("ada", "lovelace")
            .setConsistencyLevel(DefaultConsistencyLevel.ONE)
            .setRequestTimeout(Duration.ofSeconds(3))
            .setDriverOption("advanced.protocol.compression", "lz4")
            .build();

    CassandraConnection arrived = InstantiationUtil.clone(connection);

    assertThat(arrived).isEqualTo(connection).hasSameHashCodeAs(connection);
  }

  @Test
  void connections_differByAnySetting() {
    assertThat(
            Stream.of(
                    connection(),
                    connection().setContactPoints("localhost:9043"),
                    connection().setLocalDatacenter("datacenter2"),
                    connection().setCredentials("ada", "lovelace"),
                    connection().setCredentials("ada", "babbage"),
                    connection().setConsistencyLevel(DefaultConsistencyLevel.ALL),
                    connection().setRequestTimeout(Duration.ofSeconds(3)),
                    connection().setDriverOption("advanced.protocol.compression", "lz4"))
                .map(CassandraConnection.Builder::build))
        .doesNotHaveDuplicates();
  }

  private static CassandraConnection.Builder connection() {
    return CassandraConnection.builder()
        .setContactPoints("localhost:9042")
        .setLocalDatacenter("datacenter1");
  }

  private static Arguments mistake(
      UnaryOperator<CassandraConnection.Builder> mistake, String reason, String remedy) {
    return arguments(mistake, reason, remedy);
  }
}
