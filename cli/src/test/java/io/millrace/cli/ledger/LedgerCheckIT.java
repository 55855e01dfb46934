package io.millrace.cli.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.RecordProducer;
import io.millrace.config.ConfigException;
import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.common.TopicPolicy;
import io.millrace.stack.LocalStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Topics written by hand, whose ledger is right; then one thing is wrong, which the check must
 * name. Each test has outbound topics of its own; all read the same inbound records.
 */
class LedgerCheckIT {

  private static final long WRITTEN = 1_772_366_400_000L; // 2026-03-01T12:00:00Z
  private static final String CREATED = "2026-03-01T12:00:00.000Z";

  @TempDir static Path folder;

  private static LocalStack stack;

  private String prefix = "";

  @BeforeAll
  static void writeInbound() {
    stack = LocalStack.builder().temporary().shortLived().kafka().start();
    try (KafkaTopics topics = connect()) {
      topics.ensure("in.a", TopicPolicy.ofInbound(1, -1));
      topics.ensure("in._bulk", TopicPolicy.ofInbound(1, -1));
    }
    try (RecordProducer producer = new RecordProducer(stack.kafkaBootstrap(), 0)) {
      producer.send(inbound("in.a", "{\"keen\":{\"id\":\"x\"}}"));
      producer.send(inbound("in.a", "{\"n\":1}"));
      producer.send(inbound("in.a", "oops"));
      producer.send(inbound("in.a", "{\"keen\":{\"id\":\"x\"},\"n\":2}"));
      producer.send(inbound("in.a", "{\"keen\":{\"timestamp\":\"2020-01-01\"}}"));
      producer.send(inbound("in._bulk", "{\"a\":[{\"n\":3},7,{\"keen\":{\"id\":\"x\"}}],\"b\":1}"));
      producer.flush();
    }
  }

  @AfterAll
  static void endStack() {
    stack.close();
  }

  @BeforeEach
  void namePrefix(TestInfo test) {
    prefix = test.getTestMethod().orElseThrow().getName() + ".";
  }

  @Test
  void everythingInPlace_isOk() throws Exception {
    writeAll();

    assertThat(run().problems()).isEmpty();
    assertThat(run().verdict())
        .isEqualTo("ledger ok: ranges=3 records=6 events=9 valid=3 duplicate=2 late=1 rejected=3");
  }

  @Test
  void lostEvent_isNamed() throws Exception {
    produce(lines());
    produce(
        event("in.a/0/0/0", "x"),
        refused("rejects", "in.a", 2, 0),
        refused("late", "in.a", 4, 0),
        event("in._bulk/0/0/0", "in._bulk/0/0/0"),
        refused("rejects", "in._bulk", 0, 1),
        refused("rejects", "in._bulk", 0, 3));

    assertThat(run().problems())
        .containsExactlyInAnyOrder(
            "event in.a/0/1/0 stands nowhere",
            "in.a/0 offsets 0 to 2 tells of valid=2 duplicate=0 late=0 rejected=1, but the topics"
                + " hold valid=1 duplicate=1 late=0 rejected=1");
    assertThat(run().verdict()).startsWith("ledger FAILED: problems=2 ");
  }

  /** Lost is also what counts as a duplicate of nothing. */
  @Test
  void lostFirstOfAnId_isNamed() throws Exception {
    produce(lines());
    produce(
        event("in.a/0/1/0", "in.a/0/1/0"),
        refused("rejects", "in.a", 2, 0),
        refused("late", "in.a", 4, 0),
        event("in._bulk/0/0/0", "in._bulk/0/0/0"),
        refused("rejects", "in._bulk", 0, 1),
        refused("rejects", "in._bulk", 0, 3));

    assertThat(run().problems())
        .contains(
            "event in.a/0/0/0 stands nowhere, and no event with its id does either",
            "event in.a/0/3/0 stands nowhere, and no event with its id does either");
  }

  @Test
  void eventThatStandsTwice_isNamed() throws Exception {
    writeAll();
    produce(event("in.a/0/1/0", "in.a/0/1/0"));

    assertThat(run().problems()).hasSize(1);
    assertThat(run().problems().get(0))
        .startsWith("event in.a/0/1/0 stands twice, the second time at " + prefix + "events.a-");
  }

  @Test
  void removedLine_isAGap() throws Exception {
    writeAll(
        line("in.a", 0, 3, 0, 1, 3, 3, "\"valid\":2,\"rejected\":1"),
        line("in.a", 4, 5, 0, 1, 1, 1, "\"late\":1"),
        line("in._bulk", 0, 1, 0, 1, 1, 4, "\"valid\":1,\"duplicate\":1,\"rejected\":2"));

    assertThat(run().problems())
        .containsExactly("in.a/0 offsets 3 to 3: no line of the ledger tells of them");
  }

  @Test
  void removedPart_isNamed() throws Exception {
    writeAll(
        line("in.a", 0, 3, 0, 2, 3, 3, "\"valid\":2,\"rejected\":1"),
        line("in.a", 3, 5, 0, 1, 2, 2, "\"duplicate\":1,\"late\":1"),
        line("in._bulk", 0, 1, 0, 1, 1, 4, "\"valid\":1,\"duplicate\":1,\"rejected\":2"));

    assertThat(run().problems())
        .containsExactly("in.a/0 offsets 0 to 2: the ledger lacks a part of it");
  }

  @Test
  void wrongCount_isNamed() throws Exception {
    writeAll(
        line("in.a", 0, 3, 0, 1, 3, 3, "\"valid\":1,\"duplicate\":1,\"rejected\":1"),
        line("in.a", 3, 5, 0, 1, 2, 2, "\"duplicate\":1,\"late\":1"),
        line("in._bulk", 0, 1, 0, 1, 1, 4, "\"valid\":1,\"duplicate\":1,\"rejected\":2"));

    assertThat(run().problems())
        .containsExactly(
            "in.a/0 offsets 0 to 2 tells of valid=1 duplicate=1 late=0 rejected=1, but the topics"
                + " hold valid=2 duplicate=0 late=0 rejected=1");
  }

  /** It tells of no event. What else has no value is none of ingest's records. */
  @Test
  void heartbeat_isNoEvent_andATombstoneIsNamed() throws Exception {
    writeAll();
    produceWithoutValue("");
    assertThat(run().problems()).isEmpty();

    produceWithoutValue("x");
    assertThat(run().problems())
        .singleElement()
        .asString()
        .contains("has no header millrace.source, so ingest did not write it");
  }

  @Test
  void missingLedger_isNoLedgerThatIsRight() {
    assertThatThrownBy(this::run)
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("topic " + prefix + "ledger does not exist")
        .hasMessageEndingWith("See topics.prefix");
  }

  /** As after a savepoint was restored over fresh topics. */
  @Test
  void duplicateOfAnIdBeforeTheLedger_isFine() throws Exception {
    produce(
        line("in.a", 3, 5, 0, 1, 2, 2, "\"duplicate\":1,\"late\":1"),
        refused("late", "in.a", 4, 0));

    assertThat(run().problems()).isEmpty();
  }

  @Test
  void sameRangeOfTwoRuns_isNamed() throws Exception {
    writeAll();
    produce(line("in.a", 0, 3, 0, 1, 3, 3, "\"valid\":2,\"rejected\":1").replaceRun("other"));

    assertThat(run().problems())
        .containsExactly(
            "in.a/0 offsets 0 to 2 stands twice in the ledger, written by two runs or checkpoints");
  }

  private LedgerCheck.Result run() throws Exception {
    Path config = folder.resolve("millrace.yaml");
    Files.writeString(
        config,
        "kafka: {bootstrap_servers: '"
            + stack.kafkaBootstrap()
            + "'}\ntopics: {prefix: "
            + prefix
            + "}\n");
    return new LedgerCheck(MillraceConfig.read(config)).run(step -> {});
  }

  /** A record of an outbound topic, without the prefix. */
  private record Out(String topic, String value, List<RecordHeader> headers) {

    Out replaceRun(String run) {
      return new Out(topic, value.replace("\"run\":\"r\"", "\"run\":\"" + run + "\""), headers);
    }
  }

  private static Out[] lines() {
    return new Out[] {
      line("in.a", 0, 3, 0, 1, 3, 3, "\"valid\":2,\"rejected\":1"),
      line("in.a", 3, 5, 0, 1, 2, 2, "\"duplicate\":1,\"late\":1"),
      line("in._bulk", 0, 1, 0, 1, 1, 4, "\"valid\":1,\"duplicate\":1,\"rejected\":2")
    };
  }

  private void writeAll(Out... ledger) {
    produce(ledger.length == 0 ? lines() : ledger);
    produce(
        event("in.a/0/0/0", "x"),
        event("in.a/0/1/0", "in.a/0/1/0"),
        refused("rejects", "in.a", 2, 0),
        refused("late", "in.a", 4, 0),
        event("in._bulk/0/0/0", "in._bulk/0/0/0"),
        refused("rejects", "in._bulk", 0, 1),
        refused("rejects", "in._bulk", 0, 3));
  }

  private static Out line(
      String topic,
      long from,
      long to,
      int part,
      int parts,
      long records,
      long events,
      String counts) {
    return new Out(
        "ledger",
        "{\"topic\":\"%s\",\"partition\":0,\"from\":%d,\"to\":%d,\"records\":%d,\"events\":%d,"
                .formatted(topic, from, to, records, events)
            + "\"part\":%d,\"parts\":%d,%s,".formatted(part, parts, counts)
            + "\"checkpoint\":1,\"run\":\"r\",\"guarantee\":\"exactly-once\"}",
        List.of());
  }

  private static Out event(String source, String id) {
    return new Out(
        "events.a",
        "{\"keen\":{\"timestamp\":\"%s\",\"created_at\":\"%s\",\"id\":\"%s\",\"behind_ms\":0}}"
            .formatted(CREATED, CREATED, id),
        List.of(header("millrace.source", source)));
  }

  private static Out refused(String topic, String inbound, long offset, int index) {
    return new Out(
        topic,
        "raw",
        List.of(
            header("millrace.topic", inbound),
            header("millrace.partition", "0"),
            header("millrace.offset", Long.toString(offset)),
            header("millrace.index", Integer.toString(index))));
  }

  private void produce(Out... records) {
    try (KafkaTopics topics = connect();
        RecordProducer producer = new RecordProducer(stack.kafkaBootstrap(), 0)) {
      for (Out record : records) {
        String topic = prefix + record.topic;
        topics.ensure(topic, TopicPolicy.ofInbound(1, -1));
        ProducerRecord<byte[], byte[]> out =
            new ProducerRecord<>(topic, record.value.getBytes(UTF_8));
        record.headers.forEach(out.headers()::add);
        producer.send(out);
      }
      producer.flush();
    }
  }

  private void produceWithoutValue(String key) {
    try (RecordProducer producer = new RecordProducer(stack.kafkaBootstrap(), 0)) {
      producer.send(new ProducerRecord<>(prefix + "events.a", key.getBytes(UTF_8), null));
      producer.flush();
    }
  }

  private static RecordHeader header(String name, String text) {
    return new RecordHeader(name, text.getBytes(UTF_8));
  }

  private static ProducerRecord<byte[], byte[]> inbound(String topic, String text) {
    return new ProducerRecord<>(topic, 0, WRITTEN, null, text.getBytes(UTF_8));
  }

  private static KafkaTopics connect() {
    java.util.Properties client = new java.util.Properties();
    client.put("bootstrap.servers", stack.kafkaBootstrap());
    return KafkaTopics.connect(client);
  }
}
