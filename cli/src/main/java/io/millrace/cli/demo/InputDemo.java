package io.millrace.cli.demo;

import io.millrace.cli.FlinkCluster;
import io.millrace.cli.Home;
import io.millrace.cli.InboundTopic;
import io.millrace.cli.JobChoice;
import io.millrace.cli.Pause;
import io.millrace.cli.RecordLines;
import io.millrace.cli.RecordProducer;
import io.millrace.cli.Terminal;
import io.millrace.cli.demo.Board.Figures;
import io.millrace.stack.LocalStack;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A file of the user's own through ingest and the archive. Nobody knows its right answers, but what
 * was read must add up.
 */
public final class InputDemo {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final LocalStack stack;
  private final Terminal terminal;
  private final double rate;
  private final DemoJobs jobs;
  private final ArchiveFiles archive;
  private final Home home;

  public InputDemo(Home home, LocalStack stack, Terminal terminal, double rate) {
    this.home = home;
    this.stack = stack;
    this.terminal = terminal;
    this.rate = rate;
    Path config = Demo.config(home);
    Map<String, String> environment = Home.environment(stack);
    archive = new ArchiveFiles(Demo.target(stack, config, environment).archive());
    jobs = new DemoJobs(home, stack, config, environment, terminal);
  }

  /** What became of the events, of which {@code records} held {@code read}. */
  public record Verdicts(
      long records,
      long recordsRead,
      long read,
      long valid,
      long duplicates,
      long rejected,
      long archived) {

    public boolean addUp() {
      return records == recordsRead && read == valid + duplicates + rejected && archived == valid;
    }

    /** The demo's last line. */
    public String line() {
      String figures =
          "read="
              + read
              + " valid="
              + valid
              + " duplicate="
              + duplicates
              + " rejected="
              + rejected
              + " rows=0 alerts=0 archived="
              + archived;
      if (addUp()) {
        return "demo ok: " + figures + " mismatches=0";
      }
      return "demo FAILED: "
          + figures
          + " do not add up: sent "
          + records
          + " records, ingest saw "
          + recordsRead;
    }
  }

  public DemoJobs jobs() {
    return jobs;
  }

  /** Streams the lines and waits until all of them have their verdict and are archived. */
  public Verdicts run(Path file, String topic) {
    Demo.requireEmpty(stack, archive);
    InboundTopic.ensure(stack.kafkaBootstrap(), topic);
    terminal.line(terminal.bold("Jobs"));
    jobs.submit(JobChoice.INGEST);
    jobs.submitSql(JobChoice.pipeline(home, "archive"), Map.of());
    terminal.line("  web UI: " + stack.flinkRestUrl());
    terminal.line("");
    terminal.line(terminal.bold("Events"));
    Board board = new Board(terminal);
    try (TopicWatch watch = new TopicWatch(stack.kafkaBootstrap())) {
      long records = produce(file, topic, board, watch);
      Progress progress = new Progress(PATIENCE);
      Verdicts verdicts = verdicts(records, watch);
      while (!verdicts.addUp() && progress.continues(verdicts)) {
        show(board, watch, verdicts);
        jobs.requireAlive();
        Pause.of(LOOK_EVERY);
        verdicts = verdicts(records, watch);
      }
      jobs.awaitCheckpoints(() -> Pause.of(LOOK_EVERY));
      verdicts = verdicts(records, watch);
      show(board, watch, verdicts);
      terminal.line("");
      return verdicts;
    }
  }

  private long produce(Path file, String topic, Board board, TopicWatch watch) {
    try (InputStream in = Files.newInputStream(file);
        RecordProducer producer = new RecordProducer(stack.kafkaBootstrap(), rate)) {
      RecordLines lines = new RecordLines(in);
      long shownNanos = System.nanoTime();
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        producer.send(new ProducerRecord<>(topic, line));
        if (System.nanoTime() - shownNanos > LOOK_EVERY.toNanos()) {
          show(board, watch, verdicts(producer.sent(), watch));
          shownNanos = System.nanoTime();
        }
      }
      producer.flush();
      return producer.sent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Verdicts verdicts(long records, TopicWatch watch) {
    watch.requireAlive();
    FlinkCluster flink = jobs.flink();
    String ingest = jobs.id(JobChoice.INGEST);
    long rejected = watch.records(TopicsCheck.REJECTS);
    long duplicates = flink.counter(ingest, "duplicate");
    return new Verdicts(
        records,
        flink.counter(ingest, "records"),
        flink.counter(ingest, "valid") + duplicates + flink.counter(ingest, "late") + rejected,
        watch.valid(),
        duplicates,
        rejected,
        archive.rows());
  }

  private void show(Board board, TopicWatch watch, Verdicts verdicts) {
    board.show(
        new Figures(
            verdicts.records(),
            verdicts.valid(),
            verdicts.duplicates(),
            verdicts.rejected(),
            watch.rejectsByCode(),
            0,
            0,
            0,
            verdicts.archived(),
            archive.list().size()));
  }
}
