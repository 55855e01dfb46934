package io.millrace.benchmarks;

import io.millrace.cli.FlinkCluster;
import io.millrace.cli.Home;
import io.millrace.cli.JobChoice;
import io.millrace.cli.JobSubmission;
import io.millrace.stack.LocalStack;
import io.millrace.stack.Ports;
import io.millrace.stack.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** Kafka and a session cluster for one benchmark, in which one job at a time is measured. */
final class BenchCluster implements AutoCloseable {

  private static final Duration COMMITTED_WITHIN = Duration.ofSeconds(60);
  private static final Duration STOPPED_WITHIN = Duration.ofMinutes(2);

  private final LocalStack stack;
  private final JobSubmission submission;
  private final FlinkCluster flink;
  private final KafkaLog log;

  private BenchCluster(Home home, LocalStack stack) {
    this.stack = stack;
    submission = new JobSubmission(home, stack, System.getenv(), System.out::println);
    flink = FlinkCluster.of(stack);
    log = new KafkaLog(stack.kafkaBootstrap());
  }

  static BenchCluster start(Path root) {
    Home home = new Home(root, LocalStack.defaultFolder(root), Ports.FREE);
    return new BenchCluster(
        home,
        LocalStack.builder()
            .home(root)
            .temporary()
            .kafka()
            .flink()
            .userJar(home.jobsJar())
            .flinkOption("taskmanager.memory.process.size", "3500 mb")
            .progress(System.out::println)
            .start());
  }

  KafkaLog log() {
    return log;
  }

  FlinkCluster flink() {
    return flink;
  }

  String kafkaBootstrap() {
    return stack.kafkaBootstrap();
  }

  /** A configuration whose ingest reads one collection. */
  Path config(String collection) throws IOException {
    return config(collection, "");
  }

  /**
   * @param more lines of the section {@code ingest}
   */
  Path config(String collection, String more) throws IOException {
    Path file = stack.folder().resolve(collection + ".yaml");
    Files.writeString(
        file,
        "kafka:\n  bootstrap_servers: "
            + stack.kafkaBootstrap()
            + "\ningest:\n  collections: ["
            + collection
            + "]\n"
            + more);
    return file;
  }

  /**
   * A configuration whose rollup reads one collection.
   *
   * @param query names the folder of its definitions
   */
  Path rollupConfig(
      Path root,
      String query,
      String collection,
      String contactPoint,
      String keyspace,
      String emitEvery)
      throws IOException {
    Path datasets = Files.createDirectories(stack.folder().resolve(collection + "-datasets"));
    for (Map.Entry<String, String> file : DatasetFiles.read(root, query, collection).entrySet()) {
      Files.writeString(datasets.resolve(file.getKey()), file.getValue());
    }
    Path file = stack.folder().resolve(collection + ".yaml");
    Files.writeString(
        file,
        """
        kafka:
          bootstrap_servers: %s
        datasets: %s
        rollup:
          emit_every: %s
        cassandra:
          contact_points: ['%s']
          keyspace: %s
        """
            .formatted(stack.kafkaBootstrap(), datasets, emitEvery, contactPoint, keyspace));
    return file;
  }

  /**
   * Runs a job while something is done, and stops it so that no transaction stays open: the next
   * run deletes the topics that it wrote.
   *
   * @param work given the id of the job
   */
  <T> T run(JobChoice job, JobSubmission.Settings settings, Function<String, T> work) {
    String id = submission.submit(job, settings);
    T result = work.apply(id);
    flink.stopWithSavepoint(id, STOPPED_WITHIN);
    return result;
  }

  /** Measures the second half of a run and compares what came out with what had to. */
  Engine.Run measure(String output, IdSum truth) {
    SteadyState.Span span =
        SteadyState.secondHalf(truth.count(), () -> log.written(output), this::cpuNanos);
    IdSum found = log.read(output, truth.count(), COMMITTED_WITHIN);
    if (!found.sameAs(truth)) {
      System.out.printf(
          "  %s holds %d events, and had to hold %d%n", output, found.count(), truth.count());
    }
    return new Engine.Run(span.eventsPerSecond(), span.cpuSecondsPerMillion(), found.sameAs(truth));
  }

  /** Of the whole process that runs the tasks. */
  long cpuNanos() {
    long pid = stack.server(Service.TASKMANAGER).pid().orElseThrow();
    return ProcessHandle.of(pid).orElseThrow().info().totalCpuDuration().orElseThrow().toNanos();
  }

  @Override
  public void close() {
    log.close();
    stack.close();
  }
}
