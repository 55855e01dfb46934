package io.millrace.benchmarks;

import io.millrace.benchmarks.load.ResultRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows that must come out, made from the events' numbers alone by nothing that any engine runs.
 */
final class RollupTruth {

  private static final Map<String, Long> GRAINS =
      Map.of("minutely", 60_000L, "hourly", 3_600_000L, "daily", 86_400_000L);

  /** What a double that was summed may differ by. */
  private static final double TOLERANCE = 1e-9;

  private static final int SHOWN_PROBLEMS = 5;

  private final Map<ResultRow.Key, Totals> rows = new HashMap<>();

  private static final class Totals {
    private long events;
    private long totalCents;
    private long lowestCents = Long.MAX_VALUE;
    private long highestCents = Long.MIN_VALUE;

    void add(long cents) {
      events++;
      totalCents += cents;
      lowestCents = Math.min(lowestCents, cents);
      highestCents = Math.max(highestCents, cents);
    }

    List<BigDecimal> values() {
      return List.of(
          BigDecimal.valueOf(events),
          BigDecimal.valueOf(totalCents, 2),
          BigDecimal.valueOf(lowestCents, 2),
          BigDecimal.valueOf(highestCents, 2));
    }
  }

  static RollupTruth of(Workload workload, long events) {
    RollupTruth truth = new RollupTruth();
    for (long number = 0; number < events; number++) {
      truth.add(workload.event(number, events));
    }
    return truth;
  }

  void add(WorkloadEvent event) {
    String kind = event.kind();
    String country = event.country();
    GRAINS.forEach(
        (grain, length) -> {
          long start = Math.floorDiv(event.timestampMillis(), length) * length;
          rows.computeIfAbsent(
                  new ResultRow.Key(grain, start, kind, country), unseen -> new Totals())
              .add(event.cents());
        });
  }

  int rows() {
    return rows.size();
  }

  /** Compares what one engine made. */
  final class Comparison {

    private final boolean exact;
    private final Map<ResultRow.Key, List<String>> found = new HashMap<>();

    /**
     * @param exact whether the engine calculates with decimals; doubles may differ at their end
     */
    Comparison(boolean exact) {
      this.exact = exact;
    }

    /** Takes the place of an earlier row of the same key. */
    void add(ResultRow row) {
      found.put(row.key(), row.values());
    }

    /** What is wrong, of which not all may be told; empty if nothing is. */
    List<String> problems() {
      List<String> problems = new ArrayList<>();
      if (found.size() != rows.size()) {
        problems.add("%d rows came out, and had to be %d".formatted(found.size(), rows.size()));
      }
      for (Map.Entry<ResultRow.Key, Totals> row : rows.entrySet()) {
        if (problems.size() == SHOWN_PROBLEMS) {
          break;
        }
        List<BigDecimal> expected = row.getValue().values();
        List<String> values = found.get(row.getKey());
        if (values == null || !matches(values, expected)) {
          problems.add("%s is %s, and had to be %s".formatted(row.getKey(), values, expected));
        }
      }
      return problems;
    }

    private boolean matches(List<String> values, List<BigDecimal> expected) {
      if (values.size() != expected.size()) {
        return false;
      }
      for (int i = 0; i < values.size(); i++) {
        if (!matches(values.get(i), expected.get(i))) {
          return false;
        }
      }
      return true;
    }

    private boolean matches(String value, BigDecimal expected) {
      if (exact) {
        return new BigDecimal(value).compareTo(expected) == 0;
      }
      double wanted = expected.doubleValue();
      return Math.abs(Double.parseDouble(value) - wanted) <= TOLERANCE * Math.abs(wanted);
    }
  }
}
