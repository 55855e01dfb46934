package io.millrace.flink.connector.cassandra.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CassandraSinkBuilderTest {

  private static final TableSpec PAGE =
      new TableSpec("shop", "page", List.of("path", "views"), List.of("path"));

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(b -> b.setConnection(null), "no connection", "call setConnection"),
        mistake(b -> b.setRowMapper(null), "no row mapper", "call setRowMapper"),
        mistake(b -> b.setTables(), "no table", "call setTables"),
        mistake(
            b -> b.setTables(PAGE, new TableSpec("other", "page", List.of("k"), List.of("k"))),
            "two tables are named 'page'",
            "use a sink per keyspace"),
        mistake(b -> b.setMaxInFlight(0), "max in flight is 0", "setMaxInFlight with 1 to 1024"),
        mistake(b -> b.setMaxInFlight(1025), "in flight is 1025", "setMaxInFlight with 1 to 1024"),
        mistake(
            b -> b.setMaxRetryTime(Duration.ofSeconds(-1)),
            "max retry time is PT-1S",
            "call setMaxRetryTime with zero or more"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistake_isNamedWithItsRemedy(
      UnaryOperator<CassandraSinkBuilder<String>> mistake, String reason, String remedy) {
    assertThatThrownBy(mistake.apply(sink())::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining(remedy);
  }

  @Test
  void sink_travelsWithItsJob() throws Exception {
    assertThat(InstantiationUtil.clone(sink().build())).isInstanceOf(CassandraSink.class);
  }

  @Test
  void table_withColumnTwice_isRefused() {
    assertThatThrownBy(() -> new TableSpec("shop", "page", List.of("a", "a"), List.of("a")))
        .hasMessageContaining("shop.page names a column twice")
        .hasMessageContaining("name each once");
  }

  @Test
  void table_withKeyAmongNoColumns_isRefused() {
    assertThatThrownBy(() -> new TableSpec("shop", "page", List.of("a"), List.of("b")))
        .hasMessageContaining("primary key [b] is not among the columns [a]")
        .hasMessageContaining("name all key columns in both lists");
    assertThatThrownBy(() -> new TableSpec("shop", "page", List.of("a"), List.of()))
        .hasMessageContaining("primary key [] is not among the columns [a]");
  }

  @Test
  void table_withoutAName_isRefused() {
    assertThatThrownBy(() -> new TableSpec("shop", "", List.of("a"), List.of("a")))
        .hasMessageContaining("'shop.' lacks a part of its name");
  }

  private static CassandraSinkBuilder<String> sink() {
    return CassandraSink.<String>builder()
        .setConnection(
            CassandraConnection.builder()
                .setContactPoints("localhost:9042")
                .setLocalDatacenter("datacenter1")
                .build())
        .setTables(PAGE)
        .setRowMapper(path -> RowUpsert.of("page", path, 1L));
  }

  private static Arguments mistake(
      UnaryOperator<CassandraSinkBuilder<String>> mistake, String reason, String remedy) {
    return arguments(mistake, reason, remedy);
  }
}
