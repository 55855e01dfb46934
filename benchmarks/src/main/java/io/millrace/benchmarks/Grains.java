package io.millrace.benchmarks;

import java.util.Map;
import java.util.Objects;

/** The intervals that benchmarks roll up by, in UTC. */
final class Grains {

  static final Map<String, Long> MILLIS =
      Map.of("minutely", 60_000L, "hourly", 3_600_000L, "daily", 86_400_000L);

  private Grains() {}

  /** Of the interval that the time is in. */
  static long startMillis(String grain, long timestampMillis) {
    long length = Objects.requireNonNull(MILLIS.get(grain));
    return Math.floorDiv(timestampMillis, length) * length;
  }
}
