package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.jobs.common.FrontierHeader;
import io.millrace.jobs.common.JobArguments;
import io.millrace.jobs.common.JobEnvironment;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.common.OutboundEvent;
import io.millrace.jobs.common.SourceHeader;
import io.millrace.jobs.detect.MemoryVersionLog.Before;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.sigma.SigmaRules;
import io.millrace.patterns.sigma.SigmaSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * All of the job between sources and sinks, over a few logins.
 *
 * <p>{@code main} makes the fixture that {@link SavepointFixtureTest} restores: {@code FixtureJob
 * jobs/src/test/resources/savepoints/detect/RELEASE}, with the class path of tests and {@code
 * flink.jvm.opens} of the parent's pom. Each release keeps those of all before it and adds its own;
 * one that was released is never made anew.
 */
final class FixtureJob {

  /** An event: so many seconds after noon. */
  private record Login(int second, String user, String outcome) {}

  static final int PARALLELISM = 2;

  private static final int FIRST_TICK = 100;
  private static final int TICKS = 200;

  /** The second version of the pattern of ticks holds from then on. */
  private static final int SECOND_VERSION = 2_000;

  /** Of all jobs in this JVM. */
  static final ConcurrentLinkedQueue<String> FOUND = new ConcurrentLinkedQueue<>();

  private static final AtomicInteger PASSED = new AtomicInteger();

  private static final List<Login> LOGINS = logins();

  private static final Pattern ALERT =
      Pattern.compile(
          "\"subject\":\"(.*?)\".*\"version\":(\\d+).*\"key\":\"(.*?)\","
              + ".*\"first_time\":\"(.*?)\".*\"last_time\":\"(.*?)\".*\"suppressed\":(\\d+)");

  private FixtureJob() {}

  /** The savepoint is taken among the ticks, of which some are held at any time. */
  private static List<Login> logins() {
    List<Login> logins = new ArrayList<>();
    logins.add(new Login(0, "ada", "failure"));
    logins.add(new Login(1, "ada", "failure"));
    logins.add(new Login(3, "dave", "last"));
    logins.add(new Login(4, "ada", "from a"));
    logins.add(new Login(5, "ada", "noise"));
    logins.add(new Login(6, "ada", "count"));
    logins.add(new Login(7, "ada", "count"));
    logins.add(new Login(8, "ada", "first half"));
    logins.add(new Login(9, "erin", "beat"));
    for (int tick = 0; tick < TICKS; tick++) {
      logins.add(new Login(FIRST_TICK + tick, "any", "tick"));
    }
    logins.add(new Login(1_000, "ada", "success"));
    logins.add(new Login(1_001, "ada", "noise"));
    logins.add(new Login(1_002, "ada", "count"));
    logins.add(new Login(1_003, "ada", "from b"));
    logins.add(new Login(1_004, "ada", "from a"));
    logins.add(new Login(1_005, "ada", "second half"));
    logins.add(new Login(4_000, "ada", "noise"));
    logins.add(new Login(8_000, "any", "tick"));
    return logins;
  }

  /** What has to be found in them, by hand: pattern, version, key, first and last second. */
  static List<String> expected() {
    List<String> expected =
        new ArrayList<>(
            List.of(
                "new-place 1 ada 4 4",
                "noise 1 ada 5 5",
                "brute-force 1 ada 0 1000",
                "many 1 ada 6 1002",
                "new-place 1 ada 1003 1003",
                "halves 1 ada 8 1005",
                "given-up 1 dave 3 3603",
                // An hour after the first, which stands for that of second 1001 too.
                "noise 1 ada 4000 4000 suppressed 1",
                "silent 1 erin 9 7209",
                "tick 2  8000 8000"));
    for (int tick = FIRST_TICK; tick < FIRST_TICK + TICKS; tick++) {
      expected.add("tick 1  " + tick + " " + tick);
    }
    return expected;
  }

  /** As a job before stamped them. */
  private static Before known() {
    Map<String, String> definitions = new TreeMap<>();
    definitions.put(
        "brute-force", ofHour("brute-force", "failure\" ] with runs=2", "[", "success"));
    definitions.put("given-up", ofHour("given-up", "last\" ]", "![", "success"));
    definitions.put("tick", Logins.single(2, "tick").replace("id: single", "id: tick"));
    definitions.put(
        "noise",
        Logins.single(1, "noise").replace("id: single", "id: noise")
            + "suppress: {by: user, for: 1 h}\n");
    definitions.put(
        "many",
        windowed(
            "many", "threshold", "outcome == \"count\"", "group_by: user, window: 1 h, gte: 3"));
    definitions.put(
        "new-place",
        windowed(
            "new-place",
            "new_terms",
            "outcome like \"from *\"",
            "group_by: user, terms: outcome, history: 1 d"));
    definitions.put(
        "silent",
        windowed("silent", "heartbeat", "outcome == \"beat\"", "group_by: user, within: 2 h"));
    definitions.put("halves", halves());
    List<PatternVersion> stamped = new ArrayList<>();
    definitions.forEach(
        (id, text) ->
            stamped.add(
                new PatternVersion(
                    id,
                    id.equals("tick") ? 2 : 1,
                    text,
                    id.equals("tick") ? Logins.at(SECOND_VERSION) : PatternVersion.ALWAYS,
                    PatternVersion.OPEN,
                    PatternVersion.ALWAYS)));
    stamped.add(
        new PatternVersion(
            "tick",
            1,
            Logins.single(1, "tick").replace("id: single", "id: tick"),
            PatternVersion.ALWAYS,
            Logins.at(SECOND_VERSION),
            PatternVersion.ALWAYS));
    return new Before(stamped, definitions, 1);
  }

  private static String ofHour(String id, String first, String bracket, String second) {
    return """
        id: %s
        lateness: 1 s
        query: |
          sequence by user with maxspan=1h
            [ logins where outcome == "%s
            %s logins where outcome == "%s" ]
        """
        .formatted(id, first, bracket, second);
  }

  private static String windowed(String id, String kind, String where, String rest) {
    return "id: %s\nlateness: 1 s\n%s: {collection: logins, where: '%s', %s}\n"
        .formatted(id, kind, where, rest);
  }

  private static String halves() {
    String rules =
        """
        {title: A, name: a, logsource: {}, detection: {s: {outcome: first half}, condition: s}}
        ---
        {title: B, name: b, logsource: {}, detection: {s: {outcome: second half}, condition: s}}
        ---
        title: Both
        id: halves
        correlation: {type: temporal, rules: [a, b], group-by: user, timespan: 1h}
        """;
    return SigmaRules.parse(
            Path.of("halves.yml"),
            rules,
            new SigmaSettings(List.of(), Map.of(), Duration.ofSeconds(1)))
        .definitions()
        .get(0)
        .text();
  }

  /** From the beginning, at a pace that lets a savepoint be taken among the ticks. */
  private static JobClient begin() throws Exception {
    return submit(new Configuration(), TimeUnit.MILLISECONDS.toNanos(10));
  }

  /** From a savepoint. */
  static JobClient resume(String savepoint) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    return submit(configuration, 0);
  }

  private static JobClient submit(Configuration configuration, long pauseNanos) throws Exception {
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment env =
        JobEnvironment.create(
            JobArguments.of("--config", "none", "--parallelism", Integer.toString(PARALLELISM)));
    env.configure(configuration);
    MillraceConfig.Detect settings =
        new MillraceConfig.Detect(
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            Duration.ofHours(1),
            1 << 20,
            Duration.ofMinutes(1),
            "unused",
            Limits.DEFAULT);
    DataStream<OutboundEvent> events =
        env.fromSource(
                new NumberSequenceSource(0, LOGINS.size() - 1),
                WatermarkStrategy.noWatermarks(),
                "read-events")
            .uid("read-events")
            .setParallelism(1)
            .map(number -> event(number.intValue(), pauseNanos))
            .returns(OutboundEvent.TYPE)
            .uid("pace-events")
            .setParallelism(1)
            .assignTimestampsAndWatermarks(
                DetectWatermarks.strategy(settings.lateness(), settings.idleAfter()))
            .uid("time-events")
            .setParallelism(1);
    // There as long as the events are; nobody writes a pattern.
    DataStream<PatternRecord> patterns =
        env.fromSource(
                new NumberSequenceSource(0, LOGINS.size()),
                WatermarkStrategy.noWatermarks(),
                "read-patterns")
            .uid("read-patterns")
            .setParallelism(1)
            .filter(
                number -> {
                  LockSupport.parkNanos(pauseNanos);
                  return false;
                })
            .uid("pace-patterns")
            .setParallelism(1)
            .map(number -> new PatternRecord(0, number, new byte[0], null))
            .returns(PatternRecord.TYPE)
            .uid("no-patterns")
            .setParallelism(1);
    DetectJob.wire(events, patterns, settings, new MemoryVersionLog(FixtureJob::known))
        .map(alert -> FOUND.add(told(new String(alert.value(), UTF_8))))
        .returns(Types.BOOLEAN)
        .uid("tell-alerts")
        .sinkTo(new DiscardingSink<>())
        .uid("drop-alerts");
    return env.executeAsync("fixture");
  }

  private static OutboundEvent event(int number, long pauseNanos) {
    Login login = LOGINS.get(number);
    if (login.outcome().equals("tick")) {
      LockSupport.parkNanos(pauseNanos);
    }
    PASSED.incrementAndGet();
    long millis = Logins.at(login.second());
    Headers headers = new RecordHeaders();
    headers.add(FrontierHeader.of(millis));
    headers.add(SourceHeader.NAME, ("in.logins/0/" + number + "/0").getBytes(UTF_8));
    return new OutboundEvent(
        "logins", Logins.body(millis, login.user(), login.outcome(), 0).getBytes(UTF_8), headers);
  }

  private static String told(String json) {
    Matcher alert = ALERT.matcher(json);
    if (!alert.find()) {
      throw new IllegalStateException(json);
    }
    return alert.group(1)
        + " "
        + alert.group(2)
        + " "
        + alert.group(3)
        + " "
        + second(alert.group(4))
        + " "
        + second(alert.group(5))
        + (alert.group(6).equals("0") ? "" : " suppressed " + alert.group(6));
  }

  private static long second(String time) {
    return (Instant.parse(time).toEpochMilli() - Logins.NOON) / 1_000;
  }

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    JobClient job = begin();
    while (PASSED.get() < TICKS / 2) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    Path made = Files.createTempDirectory("savepoint");
    Path savepoint =
        Path.of(
            URI.create(
                job.stopWithSavepoint(false, made.toUri().toString(), SavepointFormatType.CANONICAL)
                    .get(1, TimeUnit.MINUTES)));
    if (PASSED.get() > FIRST_TICK + TICKS / 2) {
      throw new IllegalStateException("too late: " + PASSED);
    }
    try (Stream<Path> files = Files.list(savepoint)) {
      if (files.count() > 1) {
        throw new IllegalStateException("the savepoint is more than one file: " + savepoint);
      }
    }
    Files.createDirectories(directory);
    Files.copy(savepoint.resolve("_metadata"), directory.resolve("_metadata"));
    Files.write(directory.resolve("found"), FOUND.stream().sorted().toList());
  }
}
