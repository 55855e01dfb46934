package io.millrace.benchmarks;

import io.millrace.benchmarks.load.RowDigest;
import io.millrace.benchmarks.load.TableSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of one dataset and grain, made from the events' numbers by nothing that our job runs.
 *
 * <p>Events come in the order of their time, so only the interval that is open needs room.
 */
final class DatasetTotals {

  private final DatasetForm form;
  private final String grain;
  private final List<DatasetForm.Measure> measures;

  /** For each group the number of its events, then its measures. */
  private final long[] totals;

  private final int width;
  private long startMillis = Long.MIN_VALUE;
  private final TableSum sum = new TableSum();

  DatasetTotals(DatasetForm form, String grain) {
    this.form = form;
    this.grain = grain;
    measures = form.measures();
    width = 1 + measures.size();
    totals = new long[Math.multiplyExact(form.groupCount(), width)];
  }

  /** Adds an event that passed the dataset's condition. */
  void add(WorkloadEvent event, int group) {
    long start = Grains.startMillis(grain, event.timestampMillis());
    if (start != startMillis) {
      if (start < startMillis) {
        throw new IllegalArgumentException(event + " is out of order");
      }
      close();
      startMillis = start;
    }
    int at = group * width;
    for (int i = 0; i < measures.size(); i++) {
      DatasetForm.Measure measure = measures.get(i);
      long before = totals[at] == 0 ? measure.first() : totals[at + 1 + i];
      totals[at + 1 + i] = measure.fold().applyAsLong(before, measure.value().applyAsLong(event));
    }
    totals[at]++;
  }

  /** After the last event. */
  TableSum sum() {
    close();
    return sum;
  }

  private void close() {
    for (int group = 0; group < totals.length / width; group++) {
      if (totals[group * width] > 0) {
        sum.add(
            RowDigest.of(form.table(grain), startMillis, form.texts(group), values(group * width)));
      }
    }
    Arrays.fill(totals, 0);
  }

  /** As a row has them: the measures, then the number of events. */
  private List<String> values(int at) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < measures.size(); i++) {
      values.add(measures.get(i).spell(totals[at + 1 + i]));
    }
    values.add(Long.toString(totals[at]));
    return values;
  }
}
