package io.millrace.flink.connector.cassandra.sink.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriterStateTest {

  /** Savepoints of version 1 hold these bytes; they must be readable for ever. */
  @Test
  void version1_hasItsGoldenBytes() throws Exception {
    WriterState state = new WriterState(0x0102_0304_0506_0708L);
    byte[] golden = HexFormat.of().parseHex("0102030405060708");

    assertThat(WriterState.SERIALIZER.getVersion()).isEqualTo(1);
    assertThat(WriterState.SERIALIZER.serialize(state)).isEqualTo(golden);
    assertThat(WriterState.SERIALIZER.deserialize(1, golden)).isEqualTo(state);
  }

  @Test
  void unknownVersion_isRefused() {
    assertThatThrownBy(() -> WriterState.SERIALIZER.deserialize(2, new byte[8]))
        .hasMessageContaining("of version 2");
  }

  @Test
  void floor_isTheGreatestOfAllThatWereRestored() {
    assertThat(WriterState.floor(List.of())).isEqualTo(Long.MIN_VALUE);
    assertThat(WriterState.floor(List.of(new WriterState(3), new WriterState(7)))).isEqualTo(7);
  }
}
