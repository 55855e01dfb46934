package io.millrace.patterns.engine;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What was left out, and why. Not thread-safe. */
public final class Counters {

  /** What is counted. */
  public enum Counter {
    /** Events further behind than the pattern's lateness. */
    LATE,
    /** Events that lack a key or whose keys are too large. */
    UNKEYED,
    /** Events without the number or text that the rule is about. */
    UNVALUED,
    /** Matches behind the watermark. */
    EXPIRED,
    /** Matches that were there already. */
    DUPLICATE,
    /** Hits of a rule that the correlator does not have. */
    UNKNOWN_RULE,
    /** States dropped since a new version looks for something of another shape. */
    RESHAPED,
    /** States dropped since their pattern is no more. */
    RETIRED,
    BUFFER_CAPPED,
    WAITING_CAPPED,
    WINDOW_CAPPED,
    TERMS_CAPPED,
    SUPPRESSIONS_CAPPED,
    GROUPS_CAPPED,
    /** Alerts that others suppressed. */
    SUPPRESSED,
    ALERTS;

    /** As a metric is named. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Counter, Long> counts = new EnumMap<>(Counter.class);

  /** One more. */
  public void count(Counter counter) {
    count(counter, 1);
  }

  /** This many more. */
  public void count(Counter counter, long more) {
    if (more != 0) {
      counts.merge(counter, more, Long::sum);
    }
  }

  /** So far. */
  public long get(Counter counter) {
    return counts.getOrDefault(counter, 0L);
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
