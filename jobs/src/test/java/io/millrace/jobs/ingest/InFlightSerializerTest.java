package io.millrace.jobs.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.common.InFlightSerializer;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InFlightSerializerTest {

  @ParameterizedTest
  @EnumSource(Verdict.class)
  void judged_passesTheShuffleWhole(Verdict verdict) throws Exception {
    Judged judged =
        new Judged(
            Judged.SHARDS - 1,
            verdict,
            "carts",
            "in.carts",
            3,
            1L << 40,
            17,
            23,
            -5,
            true,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            "key".getBytes(UTF_8),
            "value é".getBytes(UTF_8),
            "code:why é");

    Judged copy = copy(judged, JudgedSerializer.INSTANCE);

    assertThat(copy).usingRecursiveComparison().isEqualTo(judged);
  }

  @Test
  void judgedWithoutIdKeyAndValue_passesTheShuffleWhole() throws Exception {
    Judged judged =
        new Judged(0, Verdict.REJECTED, null, "in.a", 0, 0, 0, 0, 0, false, 0, 0, null, null, "");

    assertThat(copy(judged, JudgedSerializer.INSTANCE))
        .usingRecursiveComparison()
        .isEqualTo(judged);
  }

  /** Empty is not absent, and a reason may be long. */
  @Test
  void judgedWithEmptyKeyAndValue_passesTheShuffleWhole() throws Exception {
    Judged judged =
        new Judged(
            0,
            Verdict.REJECTED,
            "",
            "in.é",
            0,
            0,
            0,
            0,
            0,
            false,
            0,
            0,
            new byte[0],
            new byte[0],
            "x".repeat(70_000));

    assertThat(copy(judged, JudgedSerializer.INSTANCE))
        .usingRecursiveComparison()
        .isEqualTo(judged);
  }

  /** Names of one length that end alike share a place among those seen of late. */
  @Test
  void namesThatEndAlike_areNotTakenForEachOther() throws Exception {
    for (String name : List.of("in.a-same", "in.b-same", "in.a-same", "in.b-same")) {
      Judged judged =
          new Judged(0, Verdict.VALID, name, name, 0, 0, 0, 0, 0, false, 0, 0, null, null, "");

      Judged copy = copy(judged, JudgedSerializer.INSTANCE);

      assertThat(copy.topic()).isEqualTo(name);
      assertThat(copy.collection()).isEqualTo(name);
    }
  }

  @Test
  void outboundRecord_keepsHeadersAndLine() throws Exception {
    OutboundRecord record =
        new OutboundRecord(
            "ledger",
            null,
            new byte[] {1},
            List.of(new RecordHeader("a", new byte[] {2})),
            new AccountedCommittable.Line("run/1/0/in.a/0", "in.a/0", 5, 9));

    assertThat(copy(record, OutboundRecordSerializer.INSTANCE))
        .usingRecursiveComparison()
        .isEqualTo(record);
  }

  private static <T> T copy(T record, InFlightSerializer<T> serializer) throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(16);
    serializer.serialize(record, out);
    return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
  }
}
