package io.millrace.benchmarks;

import io.millrace.benchmarks.load.RollupArguments;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is compared, so that another query or load is another one of these.
 *
 * @param quickEngines those of {@code --quick}
 */
record Rollup(
    Question question,
    List<Workload> workloads,
    List<String> engines,
    List<String> quickEngines,
    Ratios ratios) {

  static final String SQL = "sql-";
  static final String SQL_SKETCHES = SQL + "sketches";
  static final String KAFKA_STREAMS = "kafka-streams";
  static final String SPARK = "spark";
  static final String READING_ALONE = "reading-alone";

  private static final String OURS = Contender.OURS;
  private static final String OURS_TO_CASSANDRA = OURS + RollupArguments.TO_CASSANDRA;

  /** Sums and extremes: what every engine has. */
  static final Rollup NUMBERS =
      new Rollup(
          new Question.InScripts(
              "rollup",
              List.of(
                  RollupColumn.PURCHASES,
                  RollupColumn.TOTAL,
                  RollupColumn.LOWEST,
                  RollupColumn.HIGHEST)),
          List.of(Workload.LONG_DENSE, Workload.SPARSE),
          List.of(
              OURS,
              OURS_TO_CASSANDRA,
              "sql-statement-set",
              "sql-statement-set-tuned",
              "sql-cascaded",
              "sql-cascaded-tuned",
              "sql-cascaded-tuned" + RollupArguments.TO_CASSANDRA,
              "datastream",
              KAFKA_STREAMS,
              SPARK,
              READING_ALONE),
          List.of(OURS, OURS_TO_CASSANDRA, "sql-statement-set", "sql-cascaded-tuned"),
          new Ratios.OfPeers(
              Map.of(Workload.LONG_DENSE, OURS_TO_CASSANDRA, Workload.SPARSE, OURS),
              OURS_TO_CASSANDRA));

  /** The same with different visitors and a percentile. */
  static final Rollup DISTINCT =
      new Rollup(
          new Question.InScripts("rollup-distinct", List.of(RollupColumn.values())),
          List.of(Workload.DENSE),
          List.of(
              OURS,
              OURS_TO_CASSANDRA,
              "sql-statement-set",
              "sql-statement-set-tuned",
              SQL_SKETCHES,
              SQL_SKETCHES + "-tuned"),
          List.of(OURS, OURS_TO_CASSANDRA, "sql-statement-set-tuned", SQL_SKETCHES + "-tuned"),
          new Ratios.OfPeers(Map.of(Workload.DENSE, OURS_TO_CASSANDRA), OURS_TO_CASSANDRA));

  private static final List<String> BY_DATASETS =
      List.of("millrace-1", "millrace-10", "millrace-100");

  /** One dataset, ten, a hundred. */
  static final Rollup DATASETS =
      new Rollup(
          new Question.InForms(
              "rollup-datasets",
              contender -> DatasetForms.first(datasets(contender)),
              workload -> DatasetForms.first(DatasetForms.MOST)),
          List.of(Workload.DENSE),
          BY_DATASETS,
          BY_DATASETS,
          new Ratios.OfOne("millrace-1-dense", contender -> "datasets-" + datasets(contender)));

  /** Few groups, many, and those that are harder than they look. */
  static final Rollup KEYS =
      new Rollup(
          new Question.InForms(
              "rollup-keys",
              contender -> List.of(DatasetForms.byVisitor(contender.workload())),
              workload -> List.of(DatasetForms.byVisitor(workload))),
          List.of(
              Workload.TEN_THOUSAND_KEYS,
              Workload.A_MILLION_KEYS,
              Workload.TWENTY_MILLION_KEYS,
              Workload.HOT_KEY,
              Workload.WIDE),
          List.of(OURS),
          List.of(OURS),
          new Ratios.OfOne("millrace-keys-10000", contender -> contender.workload().word()));

  private static int datasets(Contender contender) {
    return Integer.parseInt(contender.word().substring(OURS.length() + 1));
  }

  /** The names of the columns. */
  List<String> values() {
    return question.columns().stream().map(RollupColumn::column).collect(Collectors.toList());
  }
}
