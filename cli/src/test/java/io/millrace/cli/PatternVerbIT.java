package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.common.FrontierHeader;
import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.TopicPolicy;
import io.millrace.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The verbs of patterns that ask Kafka; each test has topics of its own. */
class PatternVerbIT {

  private static final String SEQUENCE =
      """
      id: failed-then-in
      query: |
        sequence by user with maxspan=10m
          [ logins where outcome == "failure" ]
          [ logins where outcome == "success" ]
      """;

  /** 14,400 s before midnight. */
  private static final Instant EVENING = Instant.parse("2026-11-01T20:00:00Z");

  private static LocalStack stack;

  @TempDir Path folder;

  private String prefix = "";

  @BeforeAll
  static void start() {
    stack = LocalStack.builder().temporary().shortLived().kafka().start();
  }

  @AfterAll
  static void end() {
    stack.close();
  }

  @BeforeEach
  void configure(TestInfo test) throws IOException {
    prefix = test.getTestMethod().orElseThrow().getName() + ".";
    configure("topics: {prefix: " + prefix + "}\n");
  }

  private void configure(String topics) throws IOException {
    write(
        "millrace.yaml", "kafka: {bootstrap_servers: '" + stack.kafkaBootstrap() + "'}\n" + topics);
  }

  /**
   * An event a second, of 100 users in turn; each 1,000th from the 7th on fails, and its user comes
   * in 100 s later: 50 alerts at 1,000 k + 107 s, those with k up to 14 before midnight.
   */
  @Test
  void backtest_countsAlertsByDay() throws IOException {
    write("logins.yaml", SEQUENCE);
    write(
        "quiet.yaml",
        "id: quiet\nheartbeat: {collection: logins, group_by: user, within: 99 s}\n"
            + "suppress: {by: user, for: 1 d}\n");
    topic("events.logins", 2);
    try (RecordProducer producer = new RecordProducer(stack.kafkaBootstrap(), 0)) {
      for (int i = 0; i < 50_000; i++) {
        long millis = EVENING.toEpochMilli() + 1_000L * i;
        String body =
            "{\"keen\":{\"timestamp\":\"%s\",\"id\":\"e%d\",\"behind_ms\":%d},\"user\":\"u%d\",\"outcome\":\"%s\"}"
                .formatted(
                    Instant.ofEpochMilli(millis),
                    i,
                    0,
                    i % 100,
                    i % 1_000 == 7 ? "failure" : "success");
        producer.send(event(i / 10 % 2, body, "in.logins/0/" + i + "/0", millis - 1_000));
      }
      // Two minutes behind, which the patterns do not let it be; it would be an alert else.
      producer.send(
          event(
              0,
              "{\"keen\":{\"timestamp\":\"2026-11-01T20:00:08Z\",\"behind_ms\":120000},"
                  + "\"user\":\"u7\",\"outcome\":\"success\"}",
              "in.logins/0/50000/0",
              EVENING.toEpochMilli()));
      producer.send(event(1, "not JSON", "in.logins/0/50001/0", EVENING.toEpochMilli()));
      producer.flush();
    }

    assertThat(run("backtest logins.yaml --since 2026-11-01").output())
        .isEqualTo(
            """
            day         pattern         alerts
            2026-11-01  failed-then-in  15
            2026-11-02  failed-then-in  35
            left out: late=1 unreadable=1
            backtest: alerts=50 patterns=1 events=50001 from=2026-11-01T20:00:00Z to=2026-11-02T09:53:19Z
            """);
    // 17,107 s are before 1:00, which is 18,000 s after the first event; every user is silent
    // for 99 s before each event but the first; after the first alert that is suppressed for a day.
    assertThat(
            run("backtest logins.yaml quiet.yaml --since 2026-11-02 --until 2026-11-02T01:00Z")
                .output())
        .startsWith(
            """
            day         pattern         alerts
            2026-11-02  failed-then-in  3
            """)
        .contains("backtest: alerts=3 patterns=2 events=50001 ");
    List<String> lines =
        run("backtest logins.yaml --json --since 2026-11-02T09:30+00:00").output().lines().toList();
    // 09:30 is 48,600 s after the first event, and the last alert is that of 49,107 s.
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0))
        .contains(
            "\"pattern\":\"failed-then-in\",\"version\":1,",
            "\"keys\":{\"user\":\"u7\"}",
            "\"first_time\":\"2026-11-02T09:36:47.000Z\",\"last_time\":\"2026-11-02T09:38:27.000Z\"",
            "\"ref\":\"in.logins/0/49007/0\"",
            "\"ref\":\"in.logins/0/49107/0\"");
  }

  /** What the job would leave out of an alert is left out of it here. */
  @Test
  void backtest_hasTheLimitsOfTheJob() throws IOException {
    write(
        "logins.yaml",
        "id: five\nthreshold: {collection: logins, group_by: user, window: 1 min, gte: 5}\n");
    topic("events.logins", 1);
    try (RecordProducer producer = new RecordProducer(stack.kafkaBootstrap(), 0)) {
      for (int i = 0; i < 5; i++) {
        long millis = EVENING.toEpochMilli() + 1_000L * i;
        String body =
            "{\"keen\":{\"timestamp\":\"%s\",\"behind_ms\":0},\"user\":\"ada\"}"
                .formatted(Instant.ofEpochMilli(millis));
        producer.send(event(0, body, "in.logins/0/" + i + "/0", millis));
      }
      producer.flush();
    }

    assertThat(run("backtest logins.yaml --json --since 2026-11-01").output())
        .contains("\"ref\":\"in.logins/0/0/0\"", "\"ref\":\"in.logins/0/2/0\"");
    configure("topics: {prefix: " + prefix + "}\ndetect: {max_alert_events: 2}\n");
    assertThat(run("backtest logins.yaml --json --since 2026-11-01").output())
        .contains("\"ref\":\"in.logins/0/0/0\"", "\"ref\":\"in.logins/0/4/0\"")
        .doesNotContain("\"ref\":\"in.logins/0/2/0\"");
  }

  @Test
  void backtest_saysWhichTopicIsMissing() throws IOException {
    write("logins.yaml", SEQUENCE);

    CommandRun run = run("backtest logins.yaml --since 7d");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.errors())
        .startsWith("millrace: topic " + prefix + "events.logins does not exist")
        .hasLineCount(1);
  }

  @Test
  void put_takesHigherVersionsOnly_andAllOrNothing() throws IOException {
    write("logins.yaml", SEQUENCE);
    assertThat(run("list").errors())
        .isEqualTo(
            "millrace: topic "
                + prefix
                + "patterns does not exist; ./millrace pattern put FILE makes it, or the job"
                + " detect\n");
    assertThat(run("delete failed-then-in").errors())
        .startsWith("millrace: topic " + prefix + "patterns does not exist");

    assertThat(run("put logins.yaml").output())
        .isEqualTo("created topic " + prefix + "patterns\nput failed-then-in version 1\n");
    assertThat(run("put logins.yaml").output()).isEqualTo("unchanged failed-then-in version 1\n");

    write("logins.yaml", SEQUENCE + "severity: high\n");
    write("other.yaml", "id: other\nquery: logins where true\n");
    CommandRun same = run("put other.yaml logins.yaml");
    assertThat(same.exit()).isEqualTo(1);
    assertThat(same.errors())
        .isEqualTo(
            "millrace: logins.yaml: version 1 of 'failed-then-in' is there with other contents;"
                + " raise version to 2\n");
    assertThat(run("list").output()).doesNotContain("other");

    write("logins.yaml", SEQUENCE + "severity: high\nversion: 2\n");
    assertThat(run("put other.yaml logins.yaml").output())
        .isEqualTo("put other version 1\nput failed-then-in version 2\n");
    assertThat(run("delete failed-thenin").errors())
        .startsWith("millrace: topic " + prefix + "patterns has no pattern 'failed-thenin'")
        .contains("failed-then-in");
    assertThat(run("delete failed-then-in").output()).isEqualTo("deleted failed-then-in\n");
    assertThat(run("list").output())
        .isEqualTo(
            """
            pattern  version  status   from  until  error
            other    1        waiting  -     -
            """);
  }

  @Test
  void put_refusesMoreLatenessThanTheJobWaitsFor() throws IOException {
    write("logins.yaml", SEQUENCE + "lateness: 5 min\n");
    assertThat(run("put logins.yaml").errors())
        .isEqualTo(
            "millrace: logins.yaml: lateness: is 300 s, and the job waits for 60 s; write less, or"
                + " raise detect.lateness\n");

    configure("topics: {prefix: " + prefix + "}\ndetect: {lateness: 5 min}\n");
    assertThat(run("put logins.yaml").output()).endsWith("put failed-then-in version 1\n");
  }

  /** A rule of another file is not written by itself; what else the files hold comes first. */
  @Test
  void put_takesRulesOfSigma_whichCountByThemselves() throws IOException {
    String rule =
        """
        title: A console
        name: console
        logsource: {product: windows}
        detection: {s: {Image|expand: '%Shells%'}, condition: s}
        """;
    write("console.yaml", rule);
    write(
        "many.yaml",
        """
        title: Many of them
        id: many
        date: 2026-01-31
        correlation: {type: event_count, rules: console, timespan: 1m, condition: {gte: 5}}
        """);
    write("logins.yaml", SEQUENCE);
    String settings = "topics: {prefix: " + prefix + "}\nsigma: {placeholders: {Shells: [%s]}}\n";

    assertThat(run("put many.yaml").errors())
        .isEqualTo(
            "millrace: many.yaml: many: correlation.rules: 'console' is no id or name of a rule in"
                + " these files\n");
    assertThat(run("put many.yaml console.yaml").errors()).contains("sigma.placeholders.Shells");
    configure(settings.formatted("sh"));
    assertThat(run("put many.yaml logins.yaml console.yaml").output())
        .endsWith("put failed-then-in version 1\nput many version 20260131\n");
    write("console.yaml", rule + "author: ada\n");
    assertThat(run("put many.yaml console.yaml").output())
        .isEqualTo("unchanged many version 20260131\n");
    configure(settings.formatted("sh, bash"));
    assertThat(run("put many.yaml console.yaml").output()).isEqualTo("put many version 20260132\n");
    assertThat(run("list").output())
        .isEqualTo(
            """
            pattern         version   status   from  until  error
            failed-then-in  1         waiting  -     -
            many            20260132  waiting  -     -
            """);
  }

  @Test
  void list_showsWhatTheJobSays() throws IOException {
    write("logins.yaml", SEQUENCE + "version: 2\n");
    run("put logins.yaml");
    topic("patterns.live", 1);
    try (RecordProducer producer = new RecordProducer(stack.kafkaBootstrap(), 0)) {
      producer.send(
          live(
              "failed-then-in@1",
              "{\"id\":\"failed-then-in\",\"version\":1,\"status\":\"accepted\","
                  + "\"holds_until\":\"2026-11-01T20:01:00Z\",\"definition\":\"…\"}"));
      producer.send(
          live(
              "failed-then-in@2",
              "{\"id\":\"failed-then-in\",\"version\":2,\"status\":\"disabled\","
                  + "\"holds_from\":\"2026-11-01T20:01:00Z\",\"definition\":\"…\"}"));
      producer.send(
          live(
              "refused:wrong",
              "{\"id\":\"wrong\",\"status\":\"refused\",\"error\":\"wrong.yaml: is empty\"}"));
      producer.send(live("refused:gone", "{\"id\":\"gone\",\"status\":\"refused\"}"));
      producer.send(live("refused:gone", null));
      producer.flush();
    }

    assertThat(run("list").output())
        .isEqualTo(
            """
            pattern         version  status    from                  until                 error
            failed-then-in  1        accepted  -                     2026-11-01T20:01:00Z
            failed-then-in  2        disabled  2026-11-01T20:01:00Z  -
            wrong           -        refused   -                     -                     wrong.yaml: is empty
            """);
  }

  @Test
  void put_needsACompactedTopic() throws IOException {
    write("logins.yaml", SEQUENCE);
    configure("topics: {prefix: " + prefix + ", create: false}\n");
    assertThat(run("put logins.yaml").errors())
        .contains("patterns does not exist on ", " and topics.create is false; run kafka-topics.sh")
        .endsWith(" --partitions 1 --replication-factor 1 --config cleanup.policy=compact\n");

    topic("patterns", 1);
    assertThat(run("put logins.yaml").errors())
        .contains("patterns has cleanup.policy=delete, which would forget patterns; run kafka-");
  }

  @Test
  void page_isTrue() throws IOException {
    Path page = Path.of(System.getProperty("millrace.home"), "docs/patterns/testing.md");
    configure("");
    prefix = "";
    Matcher block = Pattern.compile("(?s)```(\\w+)\n(.*?)```").matcher(Files.readString(page));
    String output = "";
    List<String> ran = new ArrayList<>();
    while (block.find()) {
      String text = block.group(2);
      switch (block.group(1)) {
        case "yaml" -> write("failed-logins.yaml", text);
        case "json" -> {
          write("logins.ndjson", text);
          produce(text);
        }
        case "bash" -> {
          CommandRun run = run(text.strip().replace("./millrace pattern ", ""));
          assertThat(run.errors()).isEmpty();
          output = run.output();
          ran.add(text);
        }
        default -> assertThat(output.lines()).containsAll(text.lines().toList());
      }
    }
    assertThat(ran).hasSize(6);
  }

  /** As ingest would pass the events on. */
  private void produce(String events) {
    topic("events.logins", 1);
    try (RecordProducer producer = new RecordProducer(stack.kafkaBootstrap(), 0)) {
      int offset = 0;
      for (String line : events.lines().toList()) {
        String body =
            line.replaceFirst(
                "^\\{\"collection\":\"logins\",\"timestamp\":(\"[^\"]*\")",
                "{\"keen\":{\"timestamp\":$1,\"behind_ms\":0}");
        producer.send(event(0, body, "in.logins/0/" + offset++ + "/0", Long.MIN_VALUE));
      }
      producer.flush();
    }
  }

  private ProducerRecord<byte[], byte[]> event(
      int partition, String body, String source, long frontierMillis) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            prefix + "events.logins", partition, source.getBytes(UTF_8), body.getBytes(UTF_8));
    record.headers().add(new RecordHeader("millrace.source", source.getBytes(UTF_8)));
    if (frontierMillis != Long.MIN_VALUE) {
      record.headers().add(FrontierHeader.of(frontierMillis));
    }
    return record;
  }

  private ProducerRecord<byte[], byte[]> live(String key, @Nullable String value) {
    return new ProducerRecord<>(
        prefix + "patterns.live",
        key.getBytes(UTF_8),
        value == null ? null : value.getBytes(UTF_8));
  }

  private void topic(String name, int partitions) {
    try (KafkaTopics topics = InboundTopic.connect(stack.kafkaBootstrap())) {
      topics.ensure(prefix + name, TopicPolicy.ofInbound(partitions, -1));
    }
  }

  private CommandRun run(String words) {
    List<String> all = new ArrayList<>(List.of("pattern"));
    for (String word : words.split(" ", -1)) {
      all.add(word.matches(".*\\.(yaml|ndjson)") ? folder.resolve(word).toString() : word);
    }
    if (!words.contains("--config") && !words.matches("(test|check|explain) .*")) {
      all.addAll(List.of("--config", folder.resolve("millrace.yaml").toString()));
    }
    return CommandRun.of(folder, all.toArray(String[]::new));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
