package io.millrace.jobs.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** The Kafka headers of what ingest writes, texts in UTF-8; docs/events.md and rejects.md. */
final class Headers {

  /**
   * Of an event: inbound topic, partition, offset and index in the record, with slashes between.
   */
  static final String SOURCE = "millrace.source";

  private Headers() {}

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
