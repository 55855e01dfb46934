package io.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** How many events, and a sum over their ids in which no order matters. */
final class IdSum {

  private static final byte[] ID = "\"id\":\"".getBytes(US_ASCII);
  private static final int ID_LENGTH = 33;

  private long count;
  private long sum;

  void add(byte[] text, int from) {
    long hash = 1469598103934665603L;
    for (int i = from; i < from + ID_LENGTH; i++) {
      hash = (hash ^ text[i]) * 1099511628211L;
    }
    sum += hash;
    count++;
  }

  /** Adds the event by the first id that stands in it. */
  void addEvent(byte[] event) {
    for (int i = 0; i + ID.length + ID_LENGTH <= event.length; i++) {
      int at = 0;
      while (at < ID.length && event[i + at] == ID[at]) {
        at++;
      }
      if (at == ID.length) {
        add(event, i + ID.length);
        return;
      }
    }
    throw new IllegalStateException("an event without id: " + new String(event, US_ASCII));
  }

  long count() {
    return count;
  }

  boolean sameAs(IdSum other) {
    return count == other.count && sum == other.sum;
  }
}
