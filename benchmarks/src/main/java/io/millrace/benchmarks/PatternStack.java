package io.millrace.benchmarks;

import io.millrace.benchmarks.load.Meter;
import io.millrace.benchmarks.patterns.AlertFile;
import io.millrace.benchmarks.patterns.FoundAlert;
import io.millrace.benchmarks.patterns.PatternArguments;
import io.millrace.benchmarks.patterns.PatternProcess;
import io.millrace.stack.LocalStack;
import io.millrace.stack.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Kafka with loads of steps, and engines in processes of their own that look for patterns. */
final class PatternStack implements AutoCloseable {

  static final String OURS = "millrace";
  static final String CEP = "flink-cep";

  /** With its state in objects on the heap. */
  static final String CEP_HEAP = CEP + "-heap";

  private static final int PARALLELISM = 2;

  private static final List<String> HEAP = List.of("-Xms1500m", "-Xmx1500m");

  /** A day's partial matches, as objects, and the copy that a checkpoint makes of each. */
  private static final List<String> LARGE_HEAP = List.of("-Xms8g", "-Xmx8g");

  private final LocalStack kafka;
  private final KafkaLog log;

  private PatternStack(LocalStack kafka) {
    this.kafka = kafka;
    log = new KafkaLog(kafka.kafkaBootstrap());
  }

  static PatternStack start(Path root) {
    return new PatternStack(
        LocalStack.builder().home(root).temporary().kafka().progress(System.out::println).start());
  }

  Path folder() {
    return kafka.folder();
  }

  /** What one process did. */
  record Outcome(Meter.Measured measured, List<FoundAlert> alerts, String state) {}

  void fill(PatternLoad load) throws InterruptedException {
    System.out.println("writing " + load.events() + " events to " + load.topic());
    log.createForOldRecords(load.topic());
    log.fill(load.events(), number -> load.event(number).record(load.topic()));
  }

  /**
   * Runs an engine over a load.
   *
   * @param warmSeconds how long it is run before it is measured
   */
  Outcome run(
      String engine,
      PatternLoad load,
      PatternArguments.Measure measure,
      Duration checkpoints,
      int warmSeconds)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(kafka.folder(), "engine");
    try {
      PatternArguments arguments =
          new PatternArguments(
              engine,
              load.rules(),
              kafka.kafkaBootstrap(),
              load.prefix(),
              load.events(),
              PARALLELISM,
              folder,
              measure,
              checkpoints,
              List.of(kafka.server(Service.KAFKA).pid().orElseThrow()));
      Files.createDirectories(arguments.definitions());
      for (PatternRule rule : PatternRules.named(load.rules())) {
        Files.writeString(arguments.definitions().resolve(rule.id() + ".yaml"), rule.definition());
      }
      boolean holdsADay = measure == PatternArguments.Measure.STATE && engine.equals(CEP_HEAP);
      List<String> options = new ArrayList<>(holdsADay ? LARGE_HEAP : HEAP);
      options.add("-Dbench.warm=" + warmSeconds);
      options.addAll(List.of(System.getProperty("bench.jvm", "").split(" ", -1)));
      options.removeIf(String::isEmpty);
      Meter.Measured measured =
          EngineProcess.ofThisModule(PatternProcess.class)
              .with(options)
              .run(engine, List.of(arguments.words()), folder.resolve("engine.log"));
      return new Outcome(
          measured,
          AlertFile.read(arguments.alerts()),
          Files.exists(arguments.state()) ? Files.readString(arguments.state()) : "");
    } finally {
      delete(folder);
    }
  }

  /**
   * Whether an engine found what it had to. Of FlinkCEP's alerts with one last event the one that
   * began last counts: it is the one that EQL finds.
   */
  static boolean isEqual(String engine, List<FoundAlert> found, PatternTruth truth) {
    List<FoundAlert> alerts = engine.startsWith(CEP) ? lastBegun(found) : found;
    List<String> problems = truth.problems(alerts);
    problems.forEach(problem -> System.out.println("  " + engine + ": " + problem));
    return problems.isEmpty();
  }

  private record End(String pattern, String key, long lastMillis) {}

  private static List<FoundAlert> lastBegun(List<FoundAlert> found) {
    Map<End, FoundAlert> byEnd = new HashMap<>();
    for (FoundAlert alert : found) {
      byEnd.merge(
          new End(alert.pattern(), alert.key(), alert.lastMillis()),
          alert,
          (one, other) -> one.firstMillis() >= other.firstMillis() ? one : other);
    }
    return List.copyOf(byEnd.values());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Override
  public void close() {
    log.close();
    kafka.close();
  }
}
