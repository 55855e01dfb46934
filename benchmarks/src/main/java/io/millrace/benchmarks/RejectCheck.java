package io.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Compares the rejects that came out with those that had to: code, key and bytes of each. */
final class RejectCheck {

  private static final long NULL = -1;

  private final Map<String, Expected> missing = new HashMap<>();
  private final Map<String, Long> byCode = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private long found;

  private record Expected(String code, long key, long value) {}

  void expect(
      int partition, long offset, String code, byte @Nullable [] key, byte @Nullable [] value) {
    missing.put(partition + "/" + offset, new Expected(code, checksum(key), checksum(value)));
  }

  void found(ConsumerRecord<byte[], byte[]> reject) {
    String place = header(reject, "partition") + "/" + header(reject, "offset");
    String code = header(reject, "code");
    Expected expected = missing.remove(place);
    if (expected == null) {
      problems.add(place + " was not to be rejected, or is rejected twice: " + code);
    } else if (!expected.equals(
        new Expected(code, checksum(reject.key()), checksum(reject.value())))) {
      problems.add(
          place + " is another reject than " + expected.code + ", or other bytes: " + code);
    }
    byCode.merge(code, 1L, Long::sum);
    found++;
  }

  private static String header(ConsumerRecord<byte[], byte[]> reject, String name) {
    Header header = reject.headers().lastHeader("millrace." + name);
    return header == null ? "no " + name : new String(header.value(), UTF_8);
  }

  private static long checksum(byte @Nullable [] bytes) {
    if (bytes == null) {
      return NULL;
    }
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, bytes.length);
    return checksum.getValue();
  }

  /** How many came out. */
  long found() {
    return found;
  }

  Map<String, Long> byCode() {
    return byCode;
  }

  /** What is wrong, with what has not come out. */
  List<String> problems() {
    List<String> all = new ArrayList<>(problems);
    missing.forEach((place, expected) -> all.add(place + " lacks its reject " + expected.code));
    return all;
  }
}
