package io.millrace.flink.connector.cassandra.source.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flink.connector.cassandra.source.enumerator.CassandraEnumeratorState;
import io.millrace.flink.connector.cassandra.source.enumerator.CassandraEnumeratorStateSerializer;
import io.millrace.flink.connector.cassandra.source.query.Bytes;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Golden bytes: savepoints of every released version must be read for ever. */
class StateBytesTest {

  private static final CassandraSplitSerializer SPLITS = CassandraSplitSerializer.INSTANCE;
  private static final CassandraEnumeratorStateSerializer STATES =
      CassandraEnumeratorStateSerializer.INSTANCE;

  private static final CassandraSplit HALF_READ =
      new CassandraSplit(
          "17",
          new TokenSpan("-5", null),
          List.of(),
          List.of("n1"),
          Bytes.of(new byte[] {(byte) 0xca, (byte) 0xfe}),
          300);
  private static final String HALF_READ_V1 =
      "00023137" // splitId
          + "01" // span
          + "0100022d35" // after -5
          + "00" // to the ring's end
          + "0000000100026e31" // one host
          + "0100000002cafe" // pagingState
          + "0000012c"; // rowsRead

  private static final CassandraSplit PARTITION =
      CassandraSplit.of("0", List.of(Bytes.of(new byte[] {7}), Bytes.of(new byte[0])), List.of());
  private static final String PARTITION_V1 =
      "000130" + "02" + "00000002" + "0000000107" + "00000000" + "00000000" + "00" + "00000000";

  @Test
  void splits_areTheBytesOfVersion1() throws IOException {
    assertThat(SPLITS.getVersion()).isEqualTo(1);
    assertThat(hex(SPLITS.serialize(HALF_READ))).isEqualTo(HALF_READ_V1);
    assertThat(hex(SPLITS.serialize(PARTITION))).isEqualTo(PARTITION_V1);
    assertThat(SPLITS.deserialize(1, bytes(HALF_READ_V1))).isEqualTo(HALF_READ);
    assertThat(SPLITS.deserialize(1, bytes(PARTITION_V1))).isEqualTo(PARTITION);
  }

  @Test
  void enumeratorState_isTheBytesOfVersion1() throws IOException {
    CassandraEnumeratorState state = new CassandraEnumeratorState(true, List.of(PARTITION));
    String golden = "01" + "00000001" + "00000001" + "0000001a" + PARTITION_V1;

    assertThat(STATES.getVersion()).isEqualTo(1);
    assertThat(hex(STATES.serialize(state))).isEqualTo(golden);
    assertThat(STATES.deserialize(1, bytes(golden))).isEqualTo(state);
    assertThat(hex(STATES.serialize(CassandraEnumeratorState.NOT_PLANNED)))
        .isEqualTo("00" + "00000001" + "00000000");
  }

  @Test
  void newerVersions_areRefused() {
    assertThatThrownBy(() -> SPLITS.deserialize(2, bytes(HALF_READ_V1)))
        .hasMessageContaining("version 2");
    assertThatThrownBy(() -> STATES.deserialize(2, new byte[0])).hasMessageContaining("version 2");
  }

  @Test
  void state_movesWithTheRows() {
    CassandraSplitState state = new CassandraSplitState(HALF_READ);
    assertThat(state.toSplit()).isEqualTo(HALF_READ);

    state.moveTo(null, 4);

    assertThat(state.toSplit())
        .isEqualTo(
            new CassandraSplit("17", new TokenSpan("-5", null), List.of(), List.of("n1"), null, 4));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
