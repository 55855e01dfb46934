package io.millrace.jobs.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.EventRules;
import io.millrace.events.InboundRecord;
import io.millrace.jobs.common.MaxLateness;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckEventsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration ONE_HOUR = Duration.ofHours(1);

  private OneInputStreamOperatorTestHarness<InboundRecord, Judged> harness;

  /** A log of which nothing is ever missing. */
  private record WholeLog(List<InboundPartition> unread, long missing) implements LogGuard {

    @Override
    public void checkAtStart(Collection<InboundPosition> restored) {}

    @Override
    public void checkWhileRunning(Collection<PartitionProgress> progress) {}

    @Override
    public List<InboundPartition> unreadPartitions(Set<InboundPartition> known) {
      return unread.stream().filter(partition -> !known.contains(partition)).toList();
    }

    @Override
    public long missingBefore(InboundPartition partition, long expected, long found) {
      return missing;
    }
  }

  @BeforeEach
  void open() throws Exception {
    harness = newHarness(new WholeLog(List.of(), 0), 1, 0, null);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void event_isStampedWithHowFarItIsBehindItsPartition() throws Exception {
    send("in.carts", 0, 1, "12:00:00");
    send("in.carts", 0, 2, "11:59:58");
    send("in.carts", 1, 1, "11:00:01");
    send("in.carts", 0, 3, "12:00:01");

    assertThat(judged())
        .containsExactly(
            "in.carts/0/1 VALID behind_ms=0",
            "in.carts/0/2 VALID behind_ms=2000",
            "in.carts/1/1 VALID behind_ms=0",
            "in.carts/0/3 VALID behind_ms=0");
  }

  @Test
  void eventBeyondItsCollectionsLateness_isLateWithItsRawBytes() throws Exception {
    send("in.carts", 0, 1, "12:00:00");
    send("in.carts", 0, 2, "11:00:00");
    send("in.carts", 0, 3, "10:59:59");
    send("in.logins", 0, 1, "12:00:00");
    send("in.logins", 0, 2, "11:59:58");

    assertThat(judged())
        .containsExactly(
            "in.carts/0/1 VALID behind_ms=0",
            "in.carts/0/2 VALID behind_ms=3600000",
            "in.carts/0/3 LATE late:3601000",
            "in.logins/0/1 VALID behind_ms=0",
            "in.logins/0/2 LATE late:2000");
    assertThat(new String(harness.extractOutputValues().get(2).value(), UTF_8))
        .isEqualTo(body("10:59:59"));
  }

  @Test
  void rejectedEvent_doesNotMoveTheFrontier() throws Exception {
    send("in.carts", 0, 1, "12:00:00");
    sendText("in.carts", 0, 2, "{\"keen\":{\"timestamp\":\"2026-03-01T12:30:00Z\"},\"$a\":1}");
    sendText("in.carts", 0, 3, "{\"keen\":{\"timestamp\":\"2099-01-01T00:00:00Z\"}}");
    send("in.carts", 0, 4, "11:59:59");

    assertThat(judged())
        .containsExactly(
            "in.carts/0/1 VALID behind_ms=0",
            "in.carts/0/2 REJECTED invalid_property_name",
            "in.carts/0/3 REJECTED future_timestamp",
            "in.carts/0/4 VALID behind_ms=1000");
  }

  @Test
  void marks_tileTheOffsetsWhateverTheirHoles() throws Exception {
    send("in.carts", 0, 5, "12:00:00");
    sendText("in.carts", 0, 8, "oops");
    harness.getOperator().prepareSnapshotPreBarrier(1);
    harness.snapshot(1, 1);
    send("in.carts", 0, 12, "11:00:00");
    harness.getOperator().prepareSnapshotPreBarrier(2);

    long noon = NOON.toEpochMilli();
    assertThat(marks())
        .containsExactly(
            new PartitionMark(1, "in.carts", 0, 5, 9, 2, 2, 0, noon, 0, 0, "run"),
            new PartitionMark(2, "in.carts", 0, 9, 13, 1, 1, 0, noon, 0, 1, "run"));
  }

  @Test
  void restoredPartition_keepsItsFrontierInWhicheverSubtaskReadsIt() throws Exception {
    send("in.carts", 0, 1, "12:00:00");
    send("in.carts", 1, 1, "09:00:00");
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    OperatorSubtaskState ofSecond =
        AbstractStreamOperatorTestHarness.repartitionOperatorState(state, 720, 1, 2, 1);
    harness = newHarness(new WholeLog(List.of(), 0), 2, 1, ofSecond);

    send("in.carts", 0, 2, "11:59:00");
    harness.getOperator().prepareSnapshotPreBarrier(2);

    assertThat(judged()).containsExactly("in.carts/0/2 VALID behind_ms=60000");
    assertThat(marks())
        .containsExactly(
            new PartitionMark(2, "in.carts", 0, 2, 3, 1, 1, 0, NOON.toEpochMilli(), 0, 0, "run"));
  }

  @Test
  void restoredPartitionWhoseRecordsWereDeleted_tellsHowMany() throws Exception {
    send("in.carts", 0, 1, "12:00:00");
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    harness = newHarness(new WholeLog(List.of(), 7), 1, 0, state);

    send("in.carts", 0, 9, "12:00:00");
    harness.getOperator().prepareSnapshotPreBarrier(2);

    assertThat(marks())
        .containsExactly(
            new PartitionMark(2, "in.carts", 0, 2, 10, 1, 1, 7, NOON.toEpochMilli(), 0, 0, "run"));
  }

  @Test
  void partitionThatIsStillUnread_holdsTimeBack() throws Exception {
    harness.close();
    harness = newHarness(new WholeLog(List.of(new InboundPartition("in.carts", 3)), 0), 1, 0, null);

    harness.getOperator().prepareSnapshotPreBarrier(1);

    assertThat(marks())
        .containsExactly(
            new PartitionMark(1, "in.carts", 3, -1, -1, 0, 0, 0, Long.MIN_VALUE, 0, 0, "run"));
  }

  private static OneInputStreamOperatorTestHarness<InboundRecord, Judged> newHarness(
      LogGuard guard, int parallelism, int subtask, @Nullable OperatorSubtaskState state)
      throws Exception {
    var opened =
        new OneInputStreamOperatorTestHarness<InboundRecord, Judged>(
            new CheckEvents(
                EventRules.defaults(),
                new MaxLateness(ONE_HOUR, Map.of("logins", Duration.ofSeconds(1))),
                guard),
            720,
            parallelism,
            subtask);
    opened.setup(JudgedSerializer.TYPE.createSerializer(null));
    if (state != null) {
      opened.initializeState(state);
    }
    opened.open();
    return opened;
  }

  private void send(String topic, int partition, long offset, String time) throws Exception {
    sendText(topic, partition, offset, body(time));
  }

  private void sendText(String topic, int partition, long offset, String text) throws Exception {
    long written = NOON.plusSeconds(60).toEpochMilli();
    harness.processElement(
        new InboundRecord(topic, partition, offset, written, null, text.getBytes(UTF_8)), written);
  }

  private static String body(String time) {
    return "{\"keen\":{\"timestamp\":\"2026-03-01T" + time + "Z\"},\"a\":1}";
  }

  private List<String> judged() {
    return harness.extractOutputValues().stream().map(CheckEventsTest::text).toList();
  }

  private static String text(Judged judged) {
    String why = judged.reason();
    if (judged.verdict() == Verdict.REJECTED) {
      why = why.substring(0, why.indexOf(':'));
    } else if (judged.verdict() == Verdict.VALID) {
      why =
          new String(judged.value(), UTF_8)
              .replaceFirst(".*\"behind_ms\":(\\d+).*", "behind_ms=$1");
    }
    return judged.topic()
        + "/"
        + judged.partition()
        + "/"
        + judged.offset()
        + " "
        + judged.verdict()
        + " "
        + why;
  }

  /** With a fixed word for the run, which is random, and without the clock. */
  private static PartitionMark nameless(PartitionMark mark) {
    return new PartitionMark(
        mark.checkpoint(),
        mark.topic(),
        mark.partition(),
        mark.from(),
        mark.to(),
        mark.records(),
        mark.events(),
        mark.missing(),
        mark.frontierMillis(),
        0,
        mark.range(),
        "run");
  }

  private List<PartitionMark> marks() {
    Queue<StreamRecord<PartitionMark>> marks = harness.getSideOutput(CheckEvents.MARKS);
    return marks == null
        ? List.of()
        : marks.stream().map(mark -> nameless(mark.getValue())).toList();
  }
}
