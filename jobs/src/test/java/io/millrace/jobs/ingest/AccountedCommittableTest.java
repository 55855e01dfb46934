package io.millrace.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.junit.jupiter.api.Test;

class AccountedCommittableTest {

  /** Stands for the connector's own, whose bytes are its own affair. */
  private static final class KafkaPart implements SimpleVersionedSerializer<KafkaCommittable> {

    @Override
    public int getVersion() {
      return 7;
    }

    @Override
    public byte[] serialize(KafkaCommittable committable) {
      return new byte[] {(byte) committable.getProducerId()};
    }

    @Override
    public KafkaCommittable deserialize(int version, byte[] bytes) {
      assertThat(version).isEqualTo(7);
      return new KafkaCommittable(bytes[0], (short) 3, "t-1", null);
    }
  }

  private final AccountedCommittable.Serializer serializer =
      new AccountedCommittable.Serializer(new KafkaPart());

  /** Bytes of version 1, which later versions must read. */
  private static final String GOLDEN =
      "00000007"
          + "00000001"
          + "2a"
          + "00000001"
          + "0003722f31"
          + "0004"
          + "612f3030"
          + "0000000000000005"
          + "0000000000000009";

  @Test
  void goldenBytes_ofVersion1_areReadAndWritten() throws Exception {
    AccountedCommittable committable =
        new AccountedCommittable(
            new KafkaCommittable(42, (short) 3, "t-1", null),
            List.of(new AccountedCommittable.Line("r/1", "a/00", 5, 9)));

    assertThat(serializer.getVersion()).isEqualTo(1);
    assertThat(HexFormat.of().formatHex(serializer.serialize(committable))).isEqualTo(GOLDEN);
    AccountedCommittable read = serializer.deserialize(1, HexFormat.of().parseHex(GOLDEN));
    assertThat(read.kafka().getProducerId()).isEqualTo(42);
    assertThat(read.lines()).isEqualTo(committable.lines());
  }

  @Test
  void laterVersion_isRefused() {
    assertThatThrownBy(() -> serializer.deserialize(2, new byte[0]))
        .hasMessageContaining("version 2");
  }
}
