package io.millrace.jobs.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Frontier;
import io.millrace.events.IdDigest;
import io.millrace.jobs.common.OutboundTopics;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettleVerdictsTest {

  private static final Duration DEDUP_FOR = Duration.ofDays(31);
  private static final long WRITTEN = 1_700_000_000_000L;
  private static final Silence SILENCE = new Silence(60_000, 90_000, 3_600_000);
  private static final long A_DAY = Duration.ofDays(1).toMillis();

  private KeyedTwoInputStreamOperatorTestHarness<Integer, Judged, PartitionMark, OutboundRecord>
      harness;

  @BeforeEach
  void open() throws Exception {
    harness = newHarness(null);
  }

  @AfterEach
  void holdsNothingBack() throws Exception {
    harness.processBothWatermarks(
        new org.apache.flink.streaming.api.watermark.Watermark(Long.MAX_VALUE));
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
    harness.close();
  }

  @Test
  void secondOfAnId_withinTheWindow_isDropped() throws Exception {
    send(event("purchases", "p-1", WRITTEN, 1));
    send(event("purchases", "p-1", WRITTEN, 2));
    send(event("purchases", "p-1", WRITTEN + DEDUP_FOR.toMillis() - 1, 3));
    send(event("refunds", "p-1", WRITTEN, 4));

    assertThat(sources()).containsExactly("in.purchases/0/1/0", "in.refunds/0/4/0");
  }

  @Test
  void secondOfAnId_whenTheWindowIsOver_passesAndOpensANewOne() throws Exception {
    send(event("purchases", "p-1", WRITTEN, 1));
    send(event("purchases", "p-1", WRITTEN + DEDUP_FOR.toMillis(), 2));
    send(event("purchases", "p-1", WRITTEN + DEDUP_FOR.toMillis() + A_DAY, 3));

    assertThat(sources()).containsExactly("in.purchases/0/1/0", "in.purchases/0/2/0");
  }

  @Test
  void eventsWithoutId_areNeverDuplicates() throws Exception {
    send(event("purchases", null, WRITTEN, 1));
    send(event("purchases", null, WRITTEN, 2));

    assertThat(sources()).hasSize(2);
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void expiredIds_oneBucketAfterTheWindow_leaveTheState() throws Exception {
    send(event("purchases", "p-1", WRITTEN, 1));
    OperatorSubtaskState snapshot = restartable(1);
    harness.close();
    harness = newHarness(snapshot);
    long bucket = DEDUP_FOR.toMillis() / 32;

    harness.processBothWatermarks(
        new org.apache.flink.streaming.api.watermark.Watermark(
            WRITTEN + DEDUP_FOR.toMillis() + bucket));

    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
  }

  @Test
  void restoredState_remembersIds() throws Exception {
    send(event("purchases", "p-1", WRITTEN, 1));
    OperatorSubtaskState snapshot = restartable(1);
    harness.close();
    harness = newHarness(snapshot);

    send(event("purchases", "p-1", WRITTEN + 1, 2));

    assertThat(sources()).isEmpty();
  }

  /** State is touched for a shard at a time, whichever event comes in between. */
  @Test
  void idsOfManyShards_interleaved_areAllRememberedAndAllExpire() throws Exception {
    for (int i = 0; i < 300; i++) {
      send(event("purchases", "p-" + i, WRITTEN + i, i));
      send(event("purchases", "p-" + i / 2, WRITTEN + i, 1_000 + i));
    }
    assertThat(sources()).hasSize(300);
    OperatorSubtaskState snapshot = restartable(1);
    harness.close();
    harness = newHarness(snapshot);

    for (int i = 299; i >= 0; i--) {
      send(event("purchases", "p-" + i, WRITTEN + i, 2_000 + i));
    }

    assertThat(sources()).isEmpty();
    assertThat(harness.numEventTimeTimers()).isGreaterThan(200);
  }

  /** At least once, and when a source is set back: what was counted as seen may not be out yet. */
  @Test
  void firstThatIsReadAgainAfterARestore_isNotItsOwnDuplicate() throws Exception {
    send(event("purchases", "p-1", WRITTEN, 1));
    OperatorSubtaskState snapshot = restartable(1);
    harness.close();
    harness = newHarness(snapshot);

    send(event("purchases", "p-1", WRITTEN, 1));
    send(event("purchases", "p-1", WRITTEN, 2));

    assertThat(sources()).containsExactly("in.purchases/0/1/0");
  }

  @Test
  void checkpoint_writesALineOfEachRangeWithItsCounts() throws Exception {
    send(event("purchases", "p-1", WRITTEN, 10));
    send(event("purchases", "p-1", WRITTEN, 11));
    send(refused("purchases", Verdict.LATE, 12, "late:5000"));
    send(refused("purchases", Verdict.REJECTED, 13, "invalid_json:no JSON"));
    mark(new PartitionMark(7, "in.purchases", 0, 10, 14, 4, 4, 0, WRITTEN, 0, 0, "run"));
    mark(new PartitionMark(7, "in.refunds", 2, 5, 5, 0, 0, 0, WRITTEN, 70_000, 0, "run"));

    harness.prepareSnapshotPreBarrier(7);

    List<OutboundRecord> ledger = to("ledger");
    assertThat(ledger).hasSize(1);
    assertThat(text(ledger.get(0).key())).isEqualTo("in.purchases/0");
    assertThat(text(ledger.get(0).value()))
        .isEqualTo(
            "{\"topic\":\"in.purchases\",\"partition\":0,\"from\":10,\"to\":14,\"records\":4,"
                + "\"events\":4,\"missing\":0,\"part\":0,\"parts\":1,\"rejected\":1,\"late\":1,"
                + "\"duplicate\":1,\"valid\":1,\"frontier\":\"2023-11-14T22:13:20.000Z\","
                + "\"checkpoint\":7,\"run\":\"run\",\"guarantee\":\"exactly-once\"}");
    harness.prepareSnapshotPreBarrier(8);
    assertThat(to("ledger")).hasSize(1);
  }

  /** The first was given up on its way here; other subtasks may have written its line already. */
  @Test
  void twoMarksAtOneCheckpoint_eachFindTheirOwnEvents() throws Exception {
    send(event("purchases", null, WRITTEN, 1, 0));
    mark(new PartitionMark(7, "in.purchases", 0, 1, 2, 1, 1, 0, WRITTEN, 0, 0, "run"));
    send(event("purchases", null, WRITTEN, 2, 1));
    send(event("purchases", null, WRITTEN, 3, 1));
    mark(new PartitionMark(8, "in.purchases", 0, 2, 4, 2, 2, 0, WRITTEN, 0, 1, "run"));

    harness.prepareSnapshotPreBarrier(8);

    assertThat(to("ledger").stream().map(record -> text(record.value())))
        .satisfiesExactly(
            first -> assertThat(first).contains("\"from\":1,\"to\":2,").contains("\"valid\":1,"),
            second -> assertThat(second).contains("\"from\":2,\"to\":4,").contains("\"valid\":2,"));
  }

  @Test
  void lateAndRejected_goToTheirTopicsWithWhyAndWhere() throws Exception {
    send(refused("purchases", Verdict.LATE, 12, "late:5000"));
    send(refused("purchases", Verdict.REJECTED, 13, "invalid_json:a: b"));

    assertThat(headers(to("late").get(0)))
        .containsExactly(
            "millrace.behind_ms=5000",
            "millrace.collection=purchases",
            "millrace.topic=in.purchases",
            "millrace.partition=0",
            "millrace.offset=12",
            "millrace.index=0",
            "millrace.timestamp=" + WRITTEN);
    assertThat(headers(to("rejects").get(0)))
        .startsWith("millrace.code=invalid_json", "millrace.reason=a: b");
    mark(new PartitionMark(1, "in.purchases", 0, 12, 14, 2, 2, 0, WRITTEN, 0, 0, "run"));
    harness.prepareSnapshotPreBarrier(1);
  }

  @Test
  void frontierHeader_comesWithTheCheckpointThatCompleted() throws Exception {
    send(event("purchases", null, WRITTEN, 1));
    mark(new PartitionMark(1, "in.purchases", 0, 1, 2, 1, 1, 0, 5_000, 0, 0, "run"));
    mark(new PartitionMark(1, "in.purchases", 1, 0, 9, 9, 0, 0, 3_000, 0, 0, "run"));
    mark(new PartitionMark(1, "in.purchases", 2, 0, 9, 9, 0, 0, 1_000, 70_000, 0, "run"));
    harness.prepareSnapshotPreBarrier(1);
    send(event("purchases", null, WRITTEN, 2));
    harness.notifyOfCompletedCheckpoint(1);
    send(event("purchases", null, WRITTEN, 3));
    send(event("refunds", null, WRITTEN, 4));

    assertThat(to("events.purchases").stream().map(SettleVerdictsTest::headers))
        .containsExactly(
            List.of("millrace.source=in.purchases/0/1/0"),
            List.of("millrace.source=in.purchases/0/2/0"),
            List.of("millrace.source=in.purchases/0/3/0", "millrace.frontier=3000"));
    assertThat(headers(to("events.refunds").get(0)))
        .containsExactly("millrace.source=in.refunds/0/4/0");
  }

  @Test
  void silentCollection_getsAHeartbeatOfTheWallClockNowAndThen() throws Exception {
    checkpoint(1, WRITTEN, silent("in.purchases", 0, 100_000), silent("in.purchases", 1, 80_000));
    checkpoint(2, WRITTEN, silent("in.purchases", 0, 110_000), silent("in.purchases", 1, 90_000));
    assertThat(heartbeats()).isEmpty();

    // Silent before the checkpoint that has completed and before this one.
    checkpoint(3, WRITTEN, silent("in.purchases", 0, 120_000), silent("in.purchases", 1, 100_000));
    assertThat(heartbeats()).containsExactly("events.purchases " + (WRITTEN - 3_600_000));

    // Not again before time has moved on by as much as counts as silence.
    checkpoint(4, WRITTEN + 89_999, silent("in.purchases", 0, 130_000));
    assertThat(heartbeats()).hasSize(1);
    checkpoint(5, WRITTEN + 90_000, silent("in.purchases", 0, 140_000));
    assertThat(heartbeats())
        .hasSize(2)
        .last()
        .isEqualTo("events.purchases " + (WRITTEN - 3_510_000));

    // One partition is enough to end it.
    checkpoint(6, WRITTEN + A_DAY, silent("in.purchases", 1, 0));
    assertThat(heartbeats()).hasSize(2);
  }

  @Test
  void silentCollection_whileBulkBodiesCome_isNotAheadOfThem() throws Exception {
    for (int checkpoint = 1; checkpoint <= 3; checkpoint++) {
      checkpoint(
          checkpoint,
          WRITTEN,
          silent("in.purchases", 0, 100_000),
          mark("in._bulk", 0, WRITTEN - A_DAY, 10));
    }

    assertThat(heartbeats()).containsExactly("events.purchases " + (WRITTEN - A_DAY));
  }

  @Test
  void collectionOfBulkBodiesOnly_thatIsSilent_getsHeartbeatsToo() throws Exception {
    send(event("refunds", "in._bulk", null, WRITTEN, 1, 0));
    checkpoint(1, WRITTEN, new PartitionMark(1, "in._bulk", 0, 1, 2, 1, 1, 0, 5_000, 0, 0, "run"));
    checkpoint(2, WRITTEN, silent("in._bulk", 0, 100_000));
    assertThat(heartbeats()).isEmpty();
    checkpoint(3, WRITTEN, silent("in._bulk", 0, 110_000));

    assertThat(heartbeats()).containsExactly("events.refunds " + (WRITTEN - 3_600_000));
  }

  @Test
  void collectionWithoutAnyEvent_getsNoHeartbeat() throws Exception {
    for (int checkpoint = 1; checkpoint <= 3; checkpoint++) {
      checkpoint(checkpoint, WRITTEN, mark("in.purchases", 0, Frontier.NONE, 100_000));
    }

    assertThat(heartbeats()).isEmpty();
  }

  private static PartitionMark silent(String topic, int partition, long silentMillis) {
    return mark(topic, partition, 5_000, silentMillis);
  }

  private static PartitionMark mark(
      String topic, int partition, long frontierMillis, long silentMillis) {
    return new PartitionMark(
        1, topic, partition, 7, 7, 0, 0, 0, frontierMillis, silentMillis, 0, "run");
  }

  private void checkpoint(long number, long wallClock, PartitionMark... marks) throws Exception {
    harness.setProcessingTime(wallClock);
    for (PartitionMark mark : marks) {
      mark(mark);
    }
    harness.prepareSnapshotPreBarrier(number);
    harness.notifyOfCompletedCheckpoint(number);
  }

  private List<String> heartbeats() {
    return harness.extractOutputValues().stream()
        .filter(record -> record.topic().startsWith("events.") && record.value() == null)
        .map(
            record -> {
              assertThat(record.key()).isEmpty();
              assertThat(record.headers()).hasSize(1);
              return record.topic() + " " + text(record.headers().get(0).value());
            })
        .toList();
  }

  private OperatorSubtaskState restartable(long checkpoint) throws Exception {
    return harness.snapshot(checkpoint, 1);
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          Integer, Judged, PartitionMark, OutboundRecord>
      newHarness(@Nullable OperatorSubtaskState state) throws Exception {
    var opened =
        new KeyedTwoInputStreamOperatorTestHarness<Integer, Judged, PartitionMark, OutboundRecord>(
            new SettleVerdicts(new OutboundTopics(""), DEDUP_FOR, true, SILENCE),
            Judged::shard,
            mark -> 0,
            Types.INT,
            1,
            1,
            0);
    opened.setup(OutboundRecordSerializer.TYPE.createSerializer(null));
    if (state != null) {
      opened.initializeState(state);
    }
    opened.open();
    return opened;
  }

  private void send(Judged judged) throws Exception {
    harness.processElement1(new StreamRecord<>(judged, judged.writtenMillis()));
  }

  private void mark(PartitionMark mark) throws Exception {
    harness.processElement2(new StreamRecord<>(mark));
  }

  private List<OutboundRecord> to(String topic) {
    return harness.extractOutputValues().stream()
        .filter(record -> record.topic().equals(topic))
        .toList();
  }

  private List<String> sources() {
    return harness.extractOutputValues().stream()
        .filter(record -> record.topic().startsWith("events."))
        .map(record -> text(record.headers().get(0).value()))
        .toList();
  }

  private static List<String> headers(OutboundRecord record) {
    return record.headers().stream()
        .map((Header header) -> header.key() + "=" + text(header.value()))
        .toList();
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "null" : new String(bytes, UTF_8);
  }

  private static Judged event(String collection, @Nullable String id, long written, long offset) {
    return event(collection, id, written, offset, 0);
  }

  private static Judged event(
      String collection, @Nullable String id, long written, long offset, int range) {
    return event(collection, "in." + collection, id, written, offset, range);
  }

  private static Judged event(
      String collection, String topic, @Nullable String id, long written, long offset, int range) {
    IdDigest digest = new IdDigest();
    digest.of(collection, "i:" + id);
    return new Judged(
        id == null ? 3 : Judged.shardOfId(digest.high()),
        Verdict.VALID,
        collection,
        topic,
        0,
        offset,
        0,
        range,
        written,
        id != null,
        digest.high(),
        digest.low(),
        new byte[0],
        new byte[0],
        "");
  }

  private static Judged refused(String collection, Verdict verdict, long offset, String reason) {
    return new Judged(
        5,
        verdict,
        collection,
        "in." + collection,
        0,
        offset,
        0,
        0,
        WRITTEN,
        false,
        0,
        0,
        null,
        "{".getBytes(UTF_8),
        reason);
  }
}
