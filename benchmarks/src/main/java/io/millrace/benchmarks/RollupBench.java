package io.millrace.benchmarks;

import io.millrace.benchmarks.load.Meter;
import io.millrace.benchmarks.load.ResultFile;
import io.millrace.benchmarks.load.RollupArguments;
import io.millrace.benchmarks.rollup.FlinkProcess;
import io.millrace.stack.LocalStack;
import io.millrace.stack.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Our rollup job against stock engines that answer the same query over the same topics.
 *
 * <p>Each run is a process of its own, which rolls the topic up twice: first into rows that are
 * compared with the truth, then measured. Engines take turns.
 */
final class RollupBench {

  private static final int PARALLELISM = 2;
  private static final String OURS = "millrace";
  private static final String OURS_TO_CASSANDRA = OURS + RollupArguments.TO_CASSANDRA;
  private static final String SQL = "sql-";
  private static final String KAFKA_STREAMS = "kafka-streams";
  private static final String SPARK = "spark";

  /** Regular expressions: to look at some alone. */
  private static final String ENGINES = System.getProperty("bench.engines", "");

  private static final String WORKLOADS = System.getProperty("bench.workloads", ".*");

  private final Path root;
  private final LocalStack kafka;
  private final KafkaLog log;
  private final @Nullable BenchCassandra cassandra;
  private final Rollup rollup;
  private final long events;
  private final Map<String, RollupTruth> truths = new HashMap<>();

  /**
   * What is compared, so that another query or load is another one of these.
   *
   * @param query begins the names of its SQL scripts and is that of its folder of datasets
   * @param values columns of a row, in the order in which the truth has them
   * @param ours by workload, which of our engines is compared with peers that write nothing
   */
  record Rollup(
      String query,
      List<String> values,
      List<Workload> workloads,
      Map<Workload, String> ours,
      List<String> engines,
      List<String> quickEngines) {

    static final Rollup NUMBERS =
        new Rollup(
            "rollup",
            List.of("purchases", "total", "lowest", "highest"),
            List.of(Workload.DENSE, Workload.SPARSE),
            Map.of(Workload.DENSE, OURS_TO_CASSANDRA, Workload.SPARSE, OURS),
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
                SPARK),
            List.of(OURS, OURS_TO_CASSANDRA, "sql-statement-set", "sql-cascaded-tuned"));
  }

  /** An engine with one workload, and its runs. */
  private record Contender(String word, Workload workload, Engine engine) {

    Contender(String word, Workload workload) {
      this(word, workload, new Engine(word + "-" + workload.word(), new ArrayList<>()));
    }

    boolean isOurs() {
      return word.startsWith(OURS);
    }

    boolean writesToCassandra() {
      return word.endsWith(RollupArguments.TO_CASSANDRA);
    }
  }

  private RollupBench(
      Path root,
      LocalStack kafka,
      KafkaLog log,
      @Nullable BenchCassandra cassandra,
      Rollup rollup,
      long events) {
    this.root = root;
    this.kafka = kafka;
    this.log = log;
    this.cassandra = cassandra;
    this.rollup = rollup;
    this.events = events;
  }

  static boolean run(Path root, boolean quick) throws Exception {
    return run(root, quick, Rollup.NUMBERS);
  }

  private static boolean run(Path root, boolean quick, Rollup rollup) throws Exception {
    long events = Long.getLong("bench.events", quick ? 1_500_000 : 5_000_000);
    int runs = Integer.getInteger("bench.runs", quick ? 1 : 3);
    List<Contender> contenders = contenders(rollup, quick);
    boolean writes = contenders.stream().anyMatch(Contender::writesToCassandra);
    try (LocalStack kafka =
            LocalStack.builder()
                .home(root)
                .temporary()
                .kafka()
                .progress(System.out::println)
                .start();
        KafkaLog log = new KafkaLog(kafka.kafkaBootstrap());
        BenchCassandra cassandra = writes ? BenchCassandra.start(root) : null) {
      RollupBench bench = new RollupBench(root, kafka, log, cassandra, rollup, events);
      bench.fill(contenders);
      for (int run = 1; run <= runs; run++) {
        for (Contender contender : contenders) {
          Engine.Run result = bench.measure(contender);
          System.out.printf("run=%d %s %s%n", run, contender.engine.name(), result);
          contender.engine.runs().add(result);
        }
      }
      contenders.forEach(contender -> System.out.println(contender.engine.line()));
      ratios(rollup, contenders).forEach(System.out::println);
      return contenders.stream().allMatch(contender -> contender.engine.equal());
    }
  }

  private static List<Contender> contenders(Rollup rollup, boolean quick) {
    List<String> words = quick ? rollup.quickEngines : rollup.engines;
    List<Contender> contenders = new ArrayList<>();
    for (Workload workload : rollup.workloads) {
      for (String word : ENGINES.isEmpty() ? words : rollup.engines) {
        Contender contender = new Contender(word, workload);
        boolean wanted = ENGINES.isEmpty() || contender.engine.name().matches(ENGINES);
        if (wanted && workload.word().matches(WORKLOADS)) {
          contenders.add(contender);
        }
      }
    }
    if (contenders.isEmpty()) {
      throw new IllegalArgumentException(
          "bench.engines '%s' and bench.workloads '%s' leave no engine of %s"
              .formatted(ENGINES, WORKLOADS, rollup.engines));
    }
    return contenders;
  }

  private void fill(List<Contender> contenders) throws InterruptedException {
    for (Workload workload : contenders.stream().map(Contender::workload).distinct().toList()) {
      String topic = "events." + workload.word();
      System.out.println("writing " + events + " events to " + topic);
      log.createForOldRecords(topic);
      log.fill(events, number -> workload.event(number, events).record(topic));
      RollupTruth truth = RollupTruth.of(workload, events);
      System.out.println("  they make " + truth.rows() + " rows");
      truths.put(workload.word(), truth);
    }
  }

  private Engine.Run measure(Contender contender) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(kafka.folder(), "engine");
    try {
      return contender.writesToCassandra()
          ? writing(contender, folder, Objects.requireNonNull(cassandra))
          : makingOnly(contender, folder);
    } finally {
      delete(folder);
      log.deleteStartingWith(folder.getFileName().toString());
    }
  }

  private Engine.Run makingOnly(Contender contender, Path folder)
      throws IOException, InterruptedException {
    RollupArguments arguments =
        arguments(contender, folder, RollupArguments.NONE, List.of(kafkaPid()));
    Meter.Measured measured = run(contender, arguments);
    RollupTruth.Comparison comparison = comparison(contender);
    ResultFile.read(arguments.resultFile(), comparison::add);
    return Engine.Run.of(measured, isRight(comparison), List.of("kafka"));
  }

  /** With its rows in Cassandra, where those of the measured run are compared. */
  private Engine.Run writing(Contender contender, Path folder, BenchCassandra server)
      throws IOException, InterruptedException {
    RollupTables tables =
        new RollupTables(server.session(), rollup.query, rollup.values, contender.isOurs());
    tables.create(root);
    server.awaitQuiet();
    Meter.Measured measured =
        run(
            contender,
            arguments(contender, folder, server.contactPoint(), List.of(kafkaPid(), server.pid())));
    RollupTruth.Comparison comparison = comparison(contender);
    tables.read(comparison::add);
    tables.drop();
    return Engine.Run.of(measured, isRight(comparison), List.of("kafka", "cassandra"));
  }

  private RollupArguments arguments(
      Contender contender, Path folder, String contactPoint, List<Long> serverPids) {
    return new RollupArguments(
        contender.word,
        rollup.query,
        contender.workload.word(),
        kafka.kafkaBootstrap(),
        events,
        PARALLELISM,
        root,
        folder,
        contactPoint,
        serverPids);
  }

  private Meter.Measured run(Contender contender, RollupArguments arguments)
      throws IOException, InterruptedException {
    return process(contender)
        .run(
            contender.engine.name(),
            List.of(arguments.words()),
            arguments.folder().resolve("engine.log"));
  }

  private EngineProcess process(Contender contender) throws IOException {
    return switch (contender.word) {
      case KAFKA_STREAMS -> EngineProcess.kafkaStreams(root);
      case SPARK -> EngineProcess.spark(root);
      default -> EngineProcess.ofThisModule(FlinkProcess.class);
    };
  }

  private RollupTruth.Comparison comparison(Contender contender) {
    RollupTruth truth = Objects.requireNonNull(truths.get(contender.workload.word()));
    return truth.new Comparison(contender.isOurs());
  }

  private static boolean isRight(RollupTruth.Comparison comparison) {
    List<String> problems = comparison.problems();
    problems.forEach(problem -> System.out.println("  " + problem));
    return problems.isEmpty();
  }

  private long kafkaPid() {
    return kafka.server(Service.KAFKA).pid().orElseThrow();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** The best SQL peer of the first workload, then all peers in their order. */
  private static List<String> ratios(Rollup rollup, List<Contender> contenders) {
    List<Contender> peers =
        new ArrayList<>(contenders.stream().filter(contender -> !contender.isOurs()).toList());
    peers.stream()
        .filter(peer -> peer.word.startsWith(SQL) && !peer.writesToCassandra())
        .filter(peer -> peer.workload.equals(contenders.get(0).workload))
        .max(Comparator.comparingDouble(peer -> peer.engine.eventsPerSecond()))
        .ifPresent(
            best -> {
              peers.remove(best);
              peers.add(0, best);
            });
    List<String> lines = new ArrayList<>();
    for (Contender peer : peers) {
      String word = peer.writesToCassandra() ? OURS_TO_CASSANDRA : rollup.ours.get(peer.workload);
      contenders.stream()
          .filter(ours -> ours.workload.equals(peer.workload) && ours.word.equals(word))
          .forEach(ours -> lines.add(ours.engine.ratio(peer.engine)));
    }
    return lines;
  }
}
