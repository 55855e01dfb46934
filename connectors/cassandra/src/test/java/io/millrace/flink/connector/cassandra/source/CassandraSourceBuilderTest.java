package io.millrace.flink.connector.cassandra.source;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.typeinfo.Types;
import org.junit.jupiter.api.Test;

class CassandraSourceBuilderTest {

  @Test
  void whatIsMissing_isNamedWithTheMethodToCall() {
    assertThatThrownBy(() -> CassandraSource.builder().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no connection: ")
        .hasMessageEndingWith("call setConnection");
    assertThatThrownBy(() -> CassandraSource.builder().setConnection(connection()).build())
        .hasMessageEndingWith("call setTable");
    assertThatThrownBy(
            () ->
                CassandraSource.builder()
                    .setConnection(connection())
                    .setTable("k", "t")
                    .setColumns("a")
                    .build())
        .hasMessageEndingWith("call setRowReader");
  }

  @Test
  void valuesOutOfRange_areRefusedWithTheReason() {
    refused(source -> source.setColumns(), "no columns: only those that are named are read");
    refused(source -> source.setColumns("a", "a"), "columns [a, a] name one twice");
    refused(source -> source.setLimit(0), "limit is 0: ");
    refused(source -> source.setSplits(0), "splits is 0: ");
    refused(source -> source.setFetchSize(0), "fetch size is 0: ");
    refused(source -> source.setMaxRetryTime(Duration.ofSeconds(-1)), "max retry time is PT-1S: ");
  }

  private static void refused(
      UnaryOperator<CassandraSourceBuilder<Integer>> change, String message) {
    CassandraSourceBuilder<Integer> source =
        CassandraSource.<Integer>builder()
            .setConnection(connection())
            .setTable("k", "t")
            .setColumns("a")
            .setRowReader(row -> row.getInt(0), Types.INT);
    assertThatThrownBy(() -> change.apply(source).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  private static CassandraConnection connection() {
    return CassandraConnection.builder()
        .setContactPoints("localhost:9042")
        .setLocalDatacenter("datacenter1")
        .build();
  }
}
