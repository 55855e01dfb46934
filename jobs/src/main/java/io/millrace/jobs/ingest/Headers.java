package io.millrace.jobs.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.jobs.common.SourceHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** The Kafka headers of what ingest writes, texts in UTF-8; docs/events.md and rejects.md. */
final class Headers {

  private static final int MAX_DIGITS = 19;

  private Headers() {}

  /** Where a valid event came from. */
  static Header source(Judged judged) {
    byte[] topic = judged.topic().getBytes(UTF_8);
    byte[] text = new byte[topic.length + 3 * (1 + MAX_DIGITS)];
    int from = digits(judged.index(), text, text.length);
    from = digits(judged.offset(), text, from);
    from = digits(judged.partition(), text, from) - topic.length;
    System.arraycopy(topic, 0, text, from, topic.length);
    return new RecordHeader(SourceHeader.NAME, Arrays.copyOfRange(text, from, text.length));
  }

  /** Writes a slash and a number that is not negative in front of an end; returns where. */
  private static int digits(long number, byte[] text, int end) {
    int at = end;
    long rest = number;
    do {
      text[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    text[--at] = '/';
    return at;
  }

  /** Why a reject or a late event did not go on, and where it came from. */
  static List<Header> ofRefused(Judged judged) {
    int colon = judged.reason().indexOf(':');
    List<Header> headers = new ArrayList<>();
    String why = judged.reason().substring(colon + 1);
    if (judged.verdict() == Verdict.LATE) {
      add(headers, "millrace.behind_ms", why);
    } else {
      add(headers, "millrace.code", judged.reason().substring(0, colon));
      add(headers, "millrace.reason", why);
    }
    if (judged.collection() != null) {
      add(headers, "millrace.collection", judged.collection());
    }
    add(headers, "millrace.topic", judged.topic());
    add(headers, "millrace.partition", Integer.toString(judged.partition()));
    add(headers, "millrace.offset", Long.toString(judged.offset()));
    add(headers, "millrace.index", Integer.toString(judged.index()));
    add(headers, "millrace.timestamp", Long.toString(judged.writtenMillis()));
    return headers;
  }

  private static void add(List<Header> headers, String name, String text) {
    headers.add(new RecordHeader(name, text.getBytes(UTF_8)));
  }
}
