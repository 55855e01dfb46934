package io.millrace.benchmarks;

import io.millrace.benchmarks.load.ResultFile;
import io.millrace.benchmarks.load.ResultRow;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows that must come out, made from the events' numbers alone by nothing that any engine runs.
 */
final class RollupTruth implements Truth {

  private static final int SHOWN_PROBLEMS = 5;

  private final List<RollupColumn> columns;
  private final boolean sketched;
  private final Map<ResultRow.Key, RollupTotals> rows = new HashMap<>();

  RollupTruth(List<RollupColumn> columns) {
    this.columns = columns;
    sketched = columns.contains(RollupColumn.VISITORS) || columns.contains(RollupColumn.P95);
  }

  static RollupTruth of(Workload workload, long events, List<RollupColumn> columns) {
    RollupTruth truth = new RollupTruth(columns);
    for (long number = 0; number < events; number++) {
      truth.add(workload.event(number, events));
    }
    return truth;
  }

  void add(WorkloadEvent event) {
    String kind = event.kind();
    String country = event.country();
    for (String grain : Grains.MILLIS.keySet()) {
      long start = Grains.startMillis(grain, event.timestampMillis());
      rows.computeIfAbsent(
              new ResultRow.Key(grain, start, kind, country), unseen -> new RollupTotals(sketched))
          .add(event);
    }
  }

  @Override
  public long rows() {
    return rows.size();
  }

  @Override
  public List<String> problems(Contender contender, Path resultFile) throws IOException {
    Comparison comparison = new Comparison(contender.tolerance());
    ResultFile.read(resultFile, comparison::add);
    return comparison.problems();
  }

  @Override
  public List<String> problems(Contender contender, RollupTables tables) {
    Comparison comparison = new Comparison(contender.tolerance());
    tables.read(comparison::add);
    return comparison.problems();
  }

  /** Compares what one engine made. */
  final class Comparison {

    private final Tolerance tolerance;
    private final Map<ResultRow.Key, List<String>> found = new HashMap<>();

    Comparison(Tolerance tolerance) {
      this.tolerance = tolerance;
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
      for (Map.Entry<ResultRow.Key, RollupTotals> row : rows.entrySet()) {
        if (problems.size() == SHOWN_PROBLEMS) {
          break;
        }
        List<String> values = found.get(row.getKey());
        if (values == null || !matches(values, row.getValue())) {
          problems.add(
              "%s is %s, and had to be %s"
                  .formatted(row.getKey(), values, expected(row.getValue())));
        }
      }
      return problems;
    }

    private List<BigDecimal> expected(RollupTotals totals) {
      return columns.stream().map(column -> column.expected(totals)).toList();
    }

    private boolean matches(List<String> values, RollupTotals totals) {
      if (values.size() != columns.size()) {
        return false;
      }
      for (int i = 0; i < values.size(); i++) {
        if (!columns.get(i).matches(values.get(i), totals, tolerance)) {
          return false;
        }
      }
      return true;
    }
  }
}
