package io.millrace.cli.demo;

import io.millrace.cli.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the demo shows while it runs. */
final class Board {

  private static final int CODES_SHOWN = 5;

  private final Terminal terminal;
  private final long startedNanos = System.nanoTime();
  private long lastNanos = startedNanos;
  private long lastProduced;
  private long lastIngested;

  Board(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Everything that is shown. */
  record Figures(
      long produced,
      long valid,
      long duplicates,
      long rejected,
      List<Map.Entry<String, Long>> rejectsByCode,
      long rows,
      long alerts,
      long patternAlerts,
      long archived,
      int files) {

    long ingested() {
      return valid + duplicates + rejected;
    }
  }

  void show(Figures now) {
    long nanos = System.nanoTime();
    double seconds = Math.max(0.001, (nanos - lastNanos) / 1e9);
    long producedRate = Math.round((now.produced() - lastProduced) / seconds);
    long ingestedRate = Math.round((now.ingested() - lastIngested) / seconds);
    lastNanos = nanos;
    lastProduced = now.produced();
    lastIngested = now.ingested();
    Duration running = Duration.ofNanos(nanos - startedNanos);
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            "%02d:%02d  produced %,10d records  %,8d/s",
            running.toMinutes(), running.toSecondsPart(), now.produced(), producedRate));
    lines.add(
        String.format(
            "       ingested %,10d events   %,8d/s   valid %,d  duplicate %,d  rejected %,d",
            now.ingested(),
            Math.max(0, ingestedRate),
            now.valid(),
            now.duplicates(),
            now.rejected()));
    lines.add(String.format("       rollups  %,10d rows in Cassandra", now.rows()));
    lines.add(
        String.format(
            "       alerts   %,10d by SQL  %,d by patterns", now.alerts(), now.patternAlerts()));
    lines.add(
        String.format(
            "       archived %,10d events in %,d Parquet files", now.archived(), now.files()));
    lines.add("       rejects  " + codes(now.rejectsByCode()));
    terminal.status(lines);
  }

  private static String codes(List<Map.Entry<String, Long>> codes) {
    if (codes.isEmpty()) {
      return "none yet";
    }
    List<String> parts = new ArrayList<>();
    codes.stream()
        .limit(CODES_SHOWN)
        .forEach(code -> parts.add(code.getKey() + " " + code.getValue()));
    int more = codes.size() - parts.size();
    return String.join(", ", parts) + (more > 0 ? ", " + more + " more codes" : "");
  }
}
