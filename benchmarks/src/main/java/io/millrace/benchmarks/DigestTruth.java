package io.millrace.benchmarks;

import io.millrace.benchmarks.load.DigestFile;
import io.millrace.benchmarks.load.RowDigest;
import io.millrace.benchmarks.load.TableSum;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * For each table the number of its rows and the sum of their digests: so all rows with all of their
 * values are there, each once, unless digests of 64 bits make up for each other.
 */
final class DigestTruth implements Truth {

  private static final int SHOWN_PROBLEMS = 5;

  /** Those of each contender. */
  private final Function<Contender, List<DatasetForm>> asked;

  private final Map<String, TableSum> sums = new LinkedHashMap<>();

  private DigestTruth(Function<Contender, List<DatasetForm>> asked) {
    this.asked = asked;
  }

  /**
   * Folds all events.
   *
   * @param forms all that any contender is asked for
   */
  static DigestTruth of(
      Workload workload,
      long events,
      List<DatasetForm> forms,
      Function<Contender, List<DatasetForm>> asked) {
    DigestTruth truth = new DigestTruth(asked);
    Map<DatasetForm, List<DatasetTotals>> totals = new LinkedHashMap<>();
    for (DatasetForm form : forms) {
      totals.put(
          form, form.grains().stream().map(grain -> new DatasetTotals(form, grain)).toList());
    }
    for (long number = 0; number < events; number++) {
      WorkloadEvent event = workload.event(number, events);
      totals.forEach(
          (form, grains) -> {
            if (form.condition().passes().test(event)) {
              int group = form.group(event);
              grains.forEach(grain -> grain.add(event, group));
            }
          });
    }
    totals.forEach(
        (form, grains) -> {
          for (int i = 0; i < grains.size(); i++) {
            truth.sums.put(form.table(form.grains().get(i)), grains.get(i).sum());
          }
        });
    return truth;
  }

  @Override
  public long rows() {
    return sums.values().stream().mapToLong(TableSum::rows).sum();
  }

  @Override
  public List<String> problems(Contender contender, Path resultFile) throws IOException {
    Map<Integer, TableSum> found = new HashMap<>(DigestFile.read(resultFile));
    List<String> problems = new ArrayList<>();
    for (DatasetForm form : asked.apply(contender)) {
      for (String grain : form.grains()) {
        String table = form.table(grain);
        TableSum expected = Objects.requireNonNull(sums.get(table));
        TableSum sum =
            Objects.requireNonNullElseGet(found.remove(RowDigest.tableOf(table)), TableSum::new);
        if (!sum.isSameAs(expected)) {
          problems.add("table %s has %s, and had to have %s".formatted(table, sum, expected));
        }
      }
    }
    if (!found.isEmpty()) {
      problems.add(found.size() + " tables were not asked for");
    }
    return problems.subList(0, Math.min(problems.size(), SHOWN_PROBLEMS));
  }

  @Override
  public List<String> problems(Contender contender, RollupTables tables) {
    throw new UnsupportedOperationException("digests are of rows that are thrown away");
  }
}
