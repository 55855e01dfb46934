package io.millrace.benchmarks;

import io.millrace.benchmarks.load.Meter;
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
 * Our rollup job, alone or against stock engines that answer the same query over the same topics.
 *
 * <p>Each run is a process of its own, which rolls the topic up twice: first into rows that are
 * compared with the truth, then measured. Engines take turns.
 */
final class RollupBench {

  private static final int PARALLELISM = 2;

  /** Regular expressions: to look at some alone. */
  private static final String ENGINES = System.getProperty("bench.engines", "");

  private static final String WORKLOADS = System.getProperty("bench.workloads", ".*");

  private final Path root;
  private final LocalStack kafka;
  private final KafkaLog log;
  private final @Nullable BenchCassandra cassandra;
  private final Rollup rollup;
  private final boolean quick;
  private final Map<String, Truth> truths = new HashMap<>();

  private RollupBench(
      Path root,
      LocalStack kafka,
      KafkaLog log,
      @Nullable BenchCassandra cassandra,
      Rollup rollup,
      boolean quick) {
    this.root = root;
    this.kafka = kafka;
    this.log = log;
    this.cassandra = cassandra;
    this.rollup = rollup;
    this.quick = quick;
  }

  static boolean run(Path root, boolean quick, Rollup rollup) throws Exception {
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
      RollupBench bench = new RollupBench(root, kafka, log, cassandra, rollup, quick);
      bench.fill(contenders);
      for (int run = 1; run <= runs; run++) {
        for (Contender contender : contenders) {
          Engine.Run result = bench.measure(contender);
          System.out.printf("run=%d %s %s%n", run, contender.engine().name(), result);
          contender.engine().runs().add(result);
        }
      }
      contenders.forEach(contender -> System.out.println(contender.engine().line()));
      rollup.ratios().lines(contenders).forEach(System.out::println);
      return contenders.stream().allMatch(contender -> contender.engine().equal());
    }
  }

  private static List<Contender> contenders(Rollup rollup, boolean quick) {
    List<String> words = quick ? rollup.quickEngines() : rollup.engines();
    List<Contender> contenders = new ArrayList<>();
    for (Workload workload : rollup.workloads()) {
      if (quick && workload.quickEvents() == 0) {
        continue;
      }
      for (String word : ENGINES.isEmpty() ? words : rollup.engines()) {
        Contender contender = new Contender(word, workload);
        boolean wanted = ENGINES.isEmpty() || contender.engine().name().matches(ENGINES);
        if (wanted && workload.word().matches(WORKLOADS)) {
          contenders.add(contender);
        }
      }
    }
    if (contenders.isEmpty()) {
      throw new IllegalArgumentException(
          "bench.engines '%s' and bench.workloads '%s' leave no engine of %s"
              .formatted(ENGINES, WORKLOADS, rollup.engines()));
    }
    return contenders;
  }

  private void fill(List<Contender> contenders) throws InterruptedException {
    for (Workload workload : contenders.stream().map(Contender::workload).distinct().toList()) {
      String topic = "events." + workload.word();
      long events = events(workload);
      System.out.println("writing " + events + " events to " + topic);
      log.createForOldRecords(topic);
      log.fill(events, number -> workload.event(number, events).record(topic));
      Truth truth = rollup.question().truth(workload, events);
      System.out.println("  they make " + truth.rows() + " rows");
      truths.put(workload.word(), truth);
    }
  }

  private long events(Workload workload) {
    return Long.getLong("bench.events", quick ? workload.quickEvents() : workload.events());
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
    // The meter has counted the records of one that only reads.
    List<String> problems =
        contender.onlyReads()
            ? List.of()
            : truth(contender).problems(contender, arguments.resultFile());
    return Engine.Run.of(measured, isNone(problems), List.of("kafka"));
  }

  /** With its rows in Cassandra, where those of the measured run are compared. */
  private Engine.Run writing(Contender contender, Path folder, BenchCassandra server)
      throws IOException, InterruptedException {
    RollupTables tables =
        new RollupTables(
            server.session(), rollup.question().name(), rollup.values(), contender.isOurs());
    tables.create(root);
    server.awaitQuiet();
    Meter.Measured measured =
        run(
            contender,
            arguments(contender, folder, server.contactPoint(), List.of(kafkaPid(), server.pid())));
    List<String> problems = truth(contender).problems(contender, tables);
    tables.drop();
    return Engine.Run.of(measured, isNone(problems), List.of("kafka", "cassandra"));
  }

  private RollupArguments arguments(
      Contender contender, Path folder, String contactPoint, List<Long> serverPids)
      throws IOException {
    RollupArguments arguments =
        new RollupArguments(
            contender.word(),
            rollup.question().name(),
            contender.workload().word(),
            kafka.kafkaBootstrap(),
            events(contender.workload()),
            PARALLELISM,
            root,
            folder,
            rollup.question().isDigested(),
            contactPoint,
            serverPids);
    if (contender.isOurs()) {
      Files.createDirectories(arguments.definitions());
      for (Map.Entry<String, String> definition :
          rollup.question().definitions(root, contender).entrySet()) {
        Files.writeString(
            arguments.definitions().resolve(definition.getKey()), definition.getValue());
      }
    }
    return arguments;
  }

  private Meter.Measured run(Contender contender, RollupArguments arguments)
      throws IOException, InterruptedException {
    return process(contender)
        .run(
            contender.engine().name(),
            List.of(arguments.words()),
            arguments.folder().resolve("engine.log"));
  }

  private EngineProcess process(Contender contender) throws IOException {
    return switch (contender.word()) {
      case Rollup.KAFKA_STREAMS -> EngineProcess.kafkaStreams(root);
      case Rollup.SPARK -> EngineProcess.spark(root);
      default -> EngineProcess.ofThisModule(FlinkProcess.class);
    };
  }

  private Truth truth(Contender contender) {
    return Objects.requireNonNull(truths.get(contender.workload().word()));
  }

  private static boolean isNone(List<String> problems) {
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
}
