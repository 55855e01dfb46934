package io.millrace.benchmarks.load;

import java.util.Arrays;
import java.util.List;

/**
 * A row of a rollup, in the same words whichever engine made it.
 *
 * @param grain minutely, hourly or daily
 * @param values as the query names them, numbers as digits
 */
public record ResultRow(
    String grain, long startMillis, String kind, String country, List<String> values) {

  private static final int FIXED_WORDS = 4;

  /** What the row is of. */
  public record Key(String grain, long startMillis, String kind, String country) {}

  public static ResultRow of(Key key, Object... values) {
    return new ResultRow(
        key.grain,
        key.startMillis,
        key.kind,
        key.country,
        Arrays.stream(values).map(Object::toString).toList());
  }

  public Key key() {
    return new Key(grain, startMillis, kind, country);
  }

  String line() {
    return grain
        + '\t'
        + startMillis
        + '\t'
        + kind
        + '\t'
        + country
        + '\t'
        + String.join("\t", values);
  }

  static ResultRow parse(String line) {
    String[] words = line.split("\t", -1);
    return new ResultRow(
        words[0],
        Long.parseLong(words[1]),
        words[2],
        words[3],
        List.of(words).subList(FIXED_WORDS, words.length));
  }
}
