package io.millrace.cli.demo;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import io.millrace.cli.CommandFailure;
import io.millrace.cli.FlinkCluster;
import io.millrace.cli.Home;
import io.millrace.cli.InboundTopic;
import io.millrace.cli.JobChoice;
import io.millrace.cli.Pause;
import io.millrace.cli.SqlClientScript;
import io.millrace.cli.Terminal;
import io.millrace.cli.demo.Board.Figures;
import io.millrace.cli.shop.ShopEvents;
import io.millrace.cli.shop.ShopTruth;
import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.common.TopicPolicy;
import io.millrace.stack.LocalStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A shop's events through ingest, rollup, patterns and archive on a running stack, then every
 * answer compared with the truth.
 */
public final class Demo {

  /** What a demo is asked for. */
  public record Options(int events, double rate, long seed) {

    public static final int MOST_EVENTS = 5_000_000;

    public Options {
      if (events < 1 || events > MOST_EVENTS) {
        throw new CommandFailure(
            "--events " + events + " is out of range; write 1 to " + MOST_EVENTS);
      }
      if (!(rate > 0)) {
        throw new CommandFailure("--rate " + rate + " is no number of events; write more than 0");
      }
    }
  }

  /** Is called again and again while the events flow, such as to hurt a server. */
  public interface Hook {
    void look(DemoJobs jobs);
  }

  /** No event of the shop is further behind those before it in its inbound partition. */
  private static final Duration LATENESS = Duration.ofHours(8);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final Duration COUNT_ROWS_EVERY = Duration.ofSeconds(6);

  /** Without any change for so long, nothing more is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final LocalStack stack;
  private final Terminal terminal;
  private final Options options;
  private final ShopEvents events;
  private final DemoTarget target;
  private final DemoJobs jobs;
  private final Home home;
  private final ArchiveFiles archive;
  private long rows;
  private long rowsCountedNanos;

  public Demo(Home home, LocalStack stack, Terminal terminal, Options options) {
    this.home = home;
    this.stack = stack;
    this.terminal = terminal;
    this.options = options;
    events = new ShopEvents(options.seed(), options.events());
    Path config = config(home);
    Map<String, String> environment = Home.environment(stack);
    target = target(stack, config, environment);
    archive = new ArchiveFiles(target.archive());
    jobs = new DemoJobs(home, stack, config, environment, terminal);
  }

  static Path config(Home home) {
    return home.root().resolve(Path.of("examples", "shop", "millrace.yaml"));
  }

  static DemoTarget target(LocalStack stack, Path config, Map<String, String> environment) {
    MillraceConfig settings = MillraceConfig.read(config, environment::get);
    MillraceConfig.Cassandra cassandra = settings.cassandra();
    String archivePath = settings.archive().path();
    if (cassandra == null || archivePath == null) {
      throw new CommandFailure(config + " lacks cassandra or archive.path, which the demo shows");
    }
    return new DemoTarget(
        stack,
        settings,
        cassandra.keyspace(),
        Path.of(archivePath.replaceFirst("^file:(//)?", "")));
  }

  /** What the check compares with; of use once {@link #run} has returned. */
  public ShopTruth truth() {
    return events.truth();
  }

  public DemoTarget target() {
    return target;
  }

  public DemoJobs jobs() {
    return jobs;
  }

  /** Runs it to its end and returns what is wrong, which the terminal has shown. */
  public Mismatches run(Hook hook) {
    requireEmpty(stack, archive);
    createTopics();
    terminal.line(terminal.bold("Jobs"));
    submitJobs();
    terminal.line("  web UI: " + stack.flinkRestUrl());
    terminal.line("");
    terminal.line(terminal.bold("Events"));
    Board board = new Board(terminal);
    try (TopicWatch watch = new TopicWatch(stack.kafkaBootstrap())) {
      Production production =
          new Production(
              events, stack.kafkaBootstrap(), options.rate(), valid -> awaitValid(watch, valid));
      while (!production.done()) {
        show(board, watch, production);
        hook.look(jobs);
        jobs.requireAlive();
        Pause.of(LOOK_EVERY);
      }
      awaitTruth(board, watch, production);
      terminal.line("");
      terminal.line(terminal.bold("Rejects by code"));
      watch
          .rejectsByCode()
          .forEach(
              code -> terminal.line(String.format("  %,7d  %s", code.getValue(), code.getKey())));
      terminal.line("");
      terminal.line(terminal.bold("Alerts by pattern so far (examples/shop/patterns)"));
      watch
          .alertsByPattern()
          .forEach(
              each -> terminal.line(String.format("  %,7d  %s", each.getValue(), each.getKey())));
    }
    report();
    terminal.line("");
    terminal.passing("comparing every row, record and file …");
    return new DemoCheck(truth(), target).run();
  }

  /** The archive, as a report in SQL sees it. */
  private void report() {
    terminal.line("");
    terminal.line(terminal.bold("Archive by collection and day (sql/reports/events_per_day.sql)"));
    Path script = home.root().resolve(Path.of("sql", "reports", "events_per_day.sql"));
    SqlClientScript.run(home, stack, config(home), script).stream()
        .filter(line -> line.startsWith("+") || line.startsWith("|"))
        .forEach(terminal::line);
  }

  private void submitJobs() {
    jobs.submit(JobChoice.INGEST);
    jobs.submit(JobChoice.ROLLUP);
    jobs.submitInOnePart(JobChoice.DETECT);
    Map<String, String> lateness = Map.of("lateness", "INTERVAL '" + LATENESS.toHours() + "' HOUR");
    jobs.submitSql(JobChoice.pipeline(home, "archive"), Map.of());
    jobs.submitSql(JobChoice.pipeline(home, "failed_logins_then_success"), lateness);
    jobs.submitSql(JobChoice.pipeline(home, "purchases_per_category"), lateness);
  }

  /** Earlier events would be counted too, and the truth knows nothing of them. */
  static void requireEmpty(LocalStack stack, ArchiveFiles archive) {
    Set<String> used = new TreeSet<>();
    try (KafkaTopics topics = InboundTopic.connect(stack.kafkaBootstrap())) {
      for (String topic : topics.names()) {
        if (topic.startsWith(MillraceConfig.INBOUND_PREFIX)
            || TopicsCheck.isOutbound(topic)
            || topic.equals(TopicsCheck.LEDGER)) {
          used.add("topic " + topic);
        }
      }
    }
    if (!archive.list().isEmpty()) {
      used.add("archive " + archive.root());
    }
    if (!used.isEmpty()) {
      throw new CommandFailure(
          "the demo needs an empty stack, and this one holds "
              + String.join(", ", used.stream().limit(3).toList())
              + (used.size() > 3 ? " and more" : "")
              + "; ./millrace down --purge empties it");
    }
  }

  /** The shop's time lies in the past, so a retention would delete it. */
  private void createTopics() {
    try (KafkaTopics topics = InboundTopic.connect(stack.kafkaBootstrap())) {
      ShopEvents.TOPICS.forEach(
          (topic, partitions) -> topics.ensure(topic, TopicPolicy.ofInbound(partitions, -1)));
    }
  }

  private void show(Board board, TopicWatch watch, Production production) {
    board.show(figures(watch, production));
  }

  private Figures figures(TopicWatch watch, Production production) {
    watch.requireAlive();
    if (System.nanoTime() - rowsCountedNanos > COUNT_ROWS_EVERY.toNanos()) {
      countRows();
      rowsCountedNanos = System.nanoTime();
    }
    return new Figures(
        production.produced(),
        watch.valid(),
        duplicates(),
        watch.records(TopicsCheck.REJECTS),
        watch.rejectsByCode(),
        rows,
        watch.records(TopicsCheck.ALERTS),
        watch.records(TopicsCheck.PATTERN_ALERTS),
        archive.rows(),
        archive.list().size());
  }

  /** Gives up when nothing comes any more; the comparison will tell. */
  private static void awaitValid(TopicWatch watch, long valid) {
    Progress progress = new Progress(PATIENCE);
    while (watch.valid() < valid && progress.continues(watch.valid())) {
      Pause.of(LOOK_EVERY);
    }
  }

  private void countRows() {
    try (CqlSession session = target.cassandra()) {
      rows = new RollupCheck(session, target.keyspace()).rows(truth());
    } catch (DriverException e) {
      // Cassandra has other things to do; the last number stands.
    }
  }

  private long duplicates() {
    try {
      return jobs.flink().counter(jobs.id(JobChoice.INGEST), "duplicate");
    } catch (CommandFailure e) {
      // While Flink recovers there is no number.
      return 0;
    }
  }

  /**
   * Waits until everything that must come has come, or nothing comes any more; then until every job
   * has committed what it holds, so that what is too much is seen as well.
   */
  private void awaitTruth(Board board, TopicWatch watch, Production production) {
    Progress progress = new Progress(PATIENCE);
    while (true) {
      Figures now = figures(watch, production);
      board.show(now);
      jobs.requireAlive();
      List<Long> missing = List.of(missing(now, watch), missingRows(now));
      if (missing.stream().allMatch(Long.valueOf(0)::equals)) {
        break;
      }
      if (!progress.continues(List.of(now.valid(), now.rejected(), now.archived(), missing))) {
        terminal.line("nothing has changed for " + PATIENCE.toSeconds() + " s; comparing as it is");
        return;
      }
      Pause.of(LOOK_EVERY);
    }
    jobs.awaitCheckpoints(
        () -> {
          show(board, watch, production);
          Pause.of(LOOK_EVERY);
        });
  }

  /** How many records and archived events there are too few of. */
  private long missing(Figures now, TopicWatch watch) {
    ShopTruth truth = truth();
    return Math.max(0, truth.valid() - now.valid())
        + Math.max(0, truth.rejects().size() - now.rejected())
        + Math.max(0, truth.alerts().size() - now.alerts())
        + missingAlerts(truth, watch)
        + Math.max(0, truth.sales().size() - watch.records(TopicsCheck.SALES))
        + Math.max(0, truth.valid() - now.archived());
  }

  private static long missingAlerts(ShopTruth truth, TopicWatch watch) {
    Map<String, Long> certain = new TreeMap<>();
    truth
        .foundByPatterns()
        .forEach(
            (found, often) -> certain.merge(found.pattern(), (long) often.certain(), Long::sum));
    return certain.entrySet().stream()
        .mapToLong(each -> Math.max(0, each.getValue() - watch.alerts(each.getKey())))
        .sum();
  }

  /** Comparing all rows is dear, so it waits for the topics. */
  private long missingRows(Figures now) {
    if (now.valid() < truth().valid()) {
      return truth().rows();
    }
    Mismatches mismatches = new Mismatches();
    new DemoCheck(truth(), target).compareRows(mismatches);
    return mismatches.count();
  }

  public FlinkCluster flink() {
    return jobs.flink();
  }
}
