package io.millrace.cli.patterns;

import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Counters.Counter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts alerts by the day of their last event, in UTC, and by pattern. */
public final class BacktestReport {

  private record Cell(LocalDate day, String pattern) {}

  /** Takes one count. */
  public interface Row {
    void of(String day, String pattern, long alerts);
  }

  private final @Nullable Consumer<String> lines;
  private final TreeMap<Cell, Long> counts =
      new TreeMap<>(Comparator.comparing(Cell::day).thenComparing(Cell::pattern));
  private long alerts;

  /**
   * Empty.
   *
   * @param lines takes each alert as a line of JSON; null to count only
   */
  public BacktestReport(@Nullable Consumer<String> lines) {
    this.lines = lines;
  }

  /** One more. */
  public void add(Alert alert) {
    alerts++;
    LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(alert.lastMillis()), ZoneOffset.UTC);
    counts.merge(new Cell(day, alert.patternId()), 1L, Long::sum);
    if (lines != null) {
      lines.accept(AlertLine.of(alert));
    }
  }

  public boolean isEmpty() {
    return alerts == 0;
  }

  /** By day, then by pattern. */
  public void forEach(Row row) {
    counts.forEach((cell, count) -> row.of(cell.day().toString(), cell.pattern(), count));
  }

  /** What a reader of the counts should know. */
  public List<String> notes(Backtest.Read read) {
    List<String> left = new ArrayList<>();
    for (Counter counter : Counter.values()) {
      if (counter != Counter.ALERTS && read.counters().get(counter) > 0) {
        left.add(counter.key() + "=" + read.counters().get(counter));
      }
    }
    if (read.unreadable() > 0) {
      left.add("unreadable=" + read.unreadable());
    }
    return left.isEmpty() ? List.of() : List.of("left out: " + String.join(" ", left));
  }

  /** The last line. */
  public String total(Backtest.Read read) {
    return "backtest: alerts="
        + alerts
        + " patterns="
        + read.patterns()
        + " events="
        + read.events()
        + (read.first() == null ? "" : " from=" + read.first() + " to=" + read.last());
  }
}
