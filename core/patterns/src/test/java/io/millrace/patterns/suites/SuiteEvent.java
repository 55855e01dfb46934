package io.millrace.patterns.suites;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Comparator;

/**
 * An event of a suite.
 *
 * @param id as the suite names it
 * @param place in its file, which tells events of one time and id apart
 */
record SuiteEvent(long id, int place, String category, long timeMillis, ObjectNode body) {

  static final Comparator<SuiteEvent> IN_TIME =
      Comparator.comparingLong(SuiteEvent::timeMillis)
          .thenComparingLong(SuiteEvent::id)
          .thenComparingInt(SuiteEvent::place);

  /** Units of 100 ns from 1601 to 1970: numbers as large as that are Windows' file times. */
  private static final long FILE_TIME_OF_1970 = 116_444_736_000_000_000L;

  /** ISO-8601, milliseconds since 1970, or a file time. */
  static long millis(JsonNode time) {
    String text = time.asText();
    if (!text.matches("-?\\d+")) {
      return Instant.parse(text).toEpochMilli();
    }
    long number = Long.parseLong(text);
    return number < FILE_TIME_OF_1970 ? number : (number - FILE_TIME_OF_1970) / 10_000;
  }
}
