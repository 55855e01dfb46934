package io.millrace.jobs.common;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.events.Frontier;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The Kafka header {@code millrace.frontier} of an event, ms since 1970 as digits: no record behind
 * this one in its partition is of an event that was read when its inbound partition's frontier was
 * less. So event time has come that far, and events behind it are behind by no more than their
 * {@code behind_ms}.
 */
public final class FrontierHeader {

  static final String NAME = "millrace.frontier";

  private static final int MAX_DIGITS = 18;

  private FrontierHeader() {}

  public static Header of(long frontierMillis) {
    return new RecordHeader(NAME, Long.toString(frontierMillis).getBytes(US_ASCII));
  }

  /** In ms; {@link Frontier#NONE} where it is missing or no number. */
  public static long read(Headers headers) {
    Header header = headers.lastHeader(NAME);
    byte[] digits = header == null ? null : header.value();
    if (digits == null || digits.length == 0) {
      return Frontier.NONE;
    }
    boolean negative = digits[0] == '-';
    int from = negative ? 1 : 0;
    if (digits.length - from > MAX_DIGITS || digits.length == from) {
      return Frontier.NONE;
    }
    long millis = 0;
    for (int i = from; i < digits.length; i++) {
      int digit = digits[i] - '0';
      if (digit < 0 || digit > 9) {
        return Frontier.NONE;
      }
      millis = millis * 10 + digit;
    }
    return negative ? -millis : millis;
  }
}
