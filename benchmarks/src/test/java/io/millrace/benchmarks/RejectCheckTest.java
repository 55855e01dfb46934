package io.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The negative control of {@link PoisonBench}: each way in which rejects can be wrong is named. */
class RejectCheckTest {

  private final RejectCheck check = new RejectCheck();

  @BeforeEach
  void expectTwo() {
    check.expect(0, 7, "invalid_json", "k".getBytes(UTF_8), "{".getBytes(UTF_8));
    check.expect(1, 7, "null_value", null, null);
  }

  @Test
  void rightRejects_areNoProblem() {
    check.found(reject(0, 7, "invalid_json", "k", "{"));
    check.found(reject(1, 7, "null_value", null, null));

    assertThat(check.problems()).isEmpty();
    assertThat(check.found()).isEqualTo(2);
    assertThat(check.byCode()).containsEntry("invalid_json", 1L).containsEntry("null_value", 1L);
  }

  @Test
  void missingReject_isNamed() {
    check.found(reject(0, 7, "invalid_json", "k", "{"));

    assertThat(check.problems()).containsExactly("1/7 lacks its reject null_value");
  }

  @Test
  void otherBytesKeyOrCode_areNamed() {
    check.found(reject(0, 7, "invalid_json", "k", "{ "));
    check.found(reject(1, 7, "null_value", "", null));

    assertThat(check.problems())
        .containsExactly(
            "0/7 is another reject than invalid_json, or other bytes: invalid_json",
            "1/7 is another reject than null_value, or other bytes: null_value");
  }

  @Test
  void rejectTwiceOrOfAGoodRecord_isNamed() {
    check.found(reject(0, 7, "invalid_json", "k", "{"));
    check.found(reject(0, 7, "invalid_json", "k", "{"));
    check.found(reject(0, 8, "invalid_json", "k", "{"));
    check.found(reject(1, 7, "null_value", null, null));

    assertThat(check.problems())
        .containsExactly(
            "0/7 was not to be rejected, or is rejected twice: invalid_json",
            "0/8 was not to be rejected, or is rejected twice: invalid_json");
  }

  private static ConsumerRecord<byte[], byte[]> reject(
      int partition, long offset, String code, String key, String value) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("rejects", 0, 0, bytes(key), bytes(value));
    record.headers().add("millrace.partition", bytes(Integer.toString(partition)));
    record.headers().add("millrace.offset", bytes(Long.toString(offset)));
    record.headers().add("millrace.code", bytes(code));
    return record;
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(UTF_8);
  }
}
