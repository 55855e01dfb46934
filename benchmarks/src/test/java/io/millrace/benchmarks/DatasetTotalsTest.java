package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.benchmarks.load.DigestFile;
import io.millrace.benchmarks.load.RowDigest;
import io.millrace.benchmarks.load.TableSum;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sums over digests are those of the rows by hand, and of no others. */
class DatasetTotalsTest {

  private static final long NOON = Instant.parse("2026-11-03T12:00:00Z").toEpochMilli();
  private static final String TABLE = "d0_minutely";

  private static final List<RowDigest> RIGHT =
      List.of(
          row(NOON, "AC", "2", "3.5", "1.5", "2", "2"),
          row(NOON, "AD", "1", "0.07", "0.07", "0.07", "1"),
          row(NOON + 60_000, "AC", "1", "10", "10", "10", "1"));

  @TempDir Path folder;

  @Test
  void rows_areThoseOfHandArithmetic() {
    assertThat(sum(RIGHT).isSameAs(truth())).isTrue();
    assertThat(truth().rows()).isEqualTo(3);
  }

  @Test
  void wrongMissingAndForeignRows_makeAnotherSum() {
    RowDigest wrong = row(NOON + 60_000, "AC", "1", "10.01", "10", "10", "1");
    RowDigest moved = row(NOON + 120_000, "AC", "1", "10", "10", "10", "1");

    assertThat(sum(List.of(RIGHT.get(0), RIGHT.get(1), wrong)).isSameAs(truth())).isFalse();
    assertThat(sum(List.of(RIGHT.get(0), RIGHT.get(1), moved)).isSameAs(truth())).isFalse();
    assertThat(sum(RIGHT.subList(0, 2)).isSameAs(truth())).isFalse();
    assertThat(sum(List.of(RIGHT.get(0), RIGHT.get(1), RIGHT.get(2), moved)).isSameAs(truth()))
        .isFalse();
  }

  @Test
  void textsOfAKey_areToldApart() {
    assertThat(RowDigest.of("t", 0, List.of("ab", ""), List.of()).key())
        .isNotEqualTo(RowDigest.of("t", 0, List.of("a", "b"), List.of()).key());
  }

  @Test
  void eventOutOfOrder_isRefused() {
    DatasetTotals totals = totals();
    add(totals, NOON, 2, 1);

    assertThatThrownBy(() -> add(totals, NOON - 1, 2, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void lastRowOfAKey_countsInEveryNumberOfPasses() throws Exception {
    Path file = folder.resolve("digests");
    DigestFile.keep(
        file,
        () -> {
          DigestFile.add(row(NOON, "AC", "1", "1.5", "1.5", "1.5", "1"));
          DigestFile.add(row(NOON, "AC", "1", "2", "2", "2", "1"));
          RIGHT.forEach(DigestFile::add);
          DigestFile.add(RIGHT.get(2));
        });

    for (int perPass : new int[] {1, 2, 100}) {
      Map<Integer, TableSum> sums = DigestFile.read(file, perPass);
      assertThat(sums).containsOnlyKeys(RowDigest.tableOf(TABLE));
      assertThat(sums.get(RowDigest.tableOf(TABLE)).isSameAs(truth())).isTrue();
    }
    assertThat(Files.size(file)).isEqualTo(6 * 20);
  }

  /** 1.50 and 2.00 in one group, 0.07 in another; a minute later 10.00. */
  private static TableSum truth() {
    DatasetTotals totals = totals();
    add(totals, NOON, 2, 150);
    add(totals, NOON + 1, 3, 7);
    add(totals, NOON + 59_999, 2, 200);
    add(totals, NOON + 60_000, 2, 1_000);
    return totals.sum();
  }

  private static DatasetTotals totals() {
    return new DatasetTotals(DatasetForms.first(1).get(0), "minutely");
  }

  private static void add(DatasetTotals totals, long at, int country, int cents) {
    WorkloadEvent event = new WorkloadEvent(0, at, 1, country, 0, cents, 0, 0);
    totals.add(event, DatasetForms.first(1).get(0).group(event));
  }

  private static RowDigest row(long startMillis, String country, String... values) {
    return RowDigest.of(TABLE, startMillis, List.of("purchase-1", country), List.of(values));
  }

  private static TableSum sum(List<RowDigest> rows) {
    TableSum sum = new TableSum();
    rows.forEach(sum::add);
    return sum;
  }
}
