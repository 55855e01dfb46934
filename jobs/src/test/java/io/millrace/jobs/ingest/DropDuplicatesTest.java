package io.millrace.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.CheckedEvent;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DropDuplicatesTest {

  private static final Duration DEDUP_FOR = Duration.ofDays(31);
  private static final long WRITTEN = 1_700_000_000_000L;
  private static final long A_DAY = Duration.ofDays(1).toMillis();

  private KeyedOneInputStreamOperatorTestHarness<Integer, CheckedEvent, CheckedEvent> harness;

  @BeforeEach
  void open() throws Exception {
    harness = newHarness();
  }

  @AfterEach
  void holdsNothingBack() throws Exception {
    harness.processWatermark(Long.MAX_VALUE);
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
    harness.close();
  }

  @Test
  void secondOfAnId_withinTheWindow_isDropped() throws Exception {
    send(withId("purchases", "p-1", WRITTEN, 1));
    send(withId("purchases", "p-1", WRITTEN, 2));
    send(withId("purchases", "p-1", WRITTEN + DEDUP_FOR.toMillis() - 1, 3));

    assertThat(passedOffsets()).containsExactly(1L);
  }

  @Test
  void secondOfAnId_whenTheWindowIsOver_passesAndOpensANewOne() throws Exception {
    send(withId("purchases", "p-1", WRITTEN, 1));
    send(withId("purchases", "p-1", WRITTEN + DEDUP_FOR.toMillis(), 2));
    send(withId("purchases", "p-1", WRITTEN + DEDUP_FOR.toMillis() + A_DAY, 3));

    assertThat(passedOffsets()).containsExactly(1L, 2L);
  }

  @Test
  void secondOfAnId_writtenEarlierThanTheFirst_isDropped() throws Exception {
    send(withId("purchases", "p-1", WRITTEN, 1));
    send(withId("purchases", "p-1", WRITTEN - 2 * DEDUP_FOR.toMillis(), 2));

    assertThat(passedOffsets()).containsExactly(1L);
  }

  @Test
  void sameId_inAnotherCollection_passes() throws Exception {
    send(withId("purchases", "p-1", WRITTEN, 1));
    send(withId("refunds", "p-1", WRITTEN, 2));

    assertThat(passedOffsets()).containsExactly(1L, 2L);
  }

  @Test
  void sameText_asIdAndAsToken_areTwoEvents() throws Exception {
    send(withId("purchases", "x", WRITTEN, 1));
    send(withToken("purchases", "x", WRITTEN, 2));
    send(withToken("purchases", "x", WRITTEN, 3));

    assertThat(passedOffsets()).containsExactly(1L, 2L);
  }

  @Test
  void watermark_withinTheWindow_forgetsNothing() throws Exception {
    send(withId("purchases", "p-1", WRITTEN, 1));
    harness.processWatermark(WRITTEN + DEDUP_FOR.toMillis() - 1);
    send(withId("purchases", "p-1", WRITTEN + A_DAY, 2));

    assertThat(passedOffsets()).containsExactly(1L);
  }

  @Test
  void expiredIds_oneBucketAfterTheWindow_leaveTheState() throws Exception {
    send(withId("purchases", "p-1", WRITTEN, 1));
    send(withId("purchases", "p-2", WRITTEN + 10 * A_DAY, 2));
    long bucket = DEDUP_FOR.toMillis() / 32;

    harness.processWatermark(WRITTEN + DEDUP_FOR.toMillis() + bucket);

    assertThat(harness.numEventTimeTimers()).isEqualTo(1);
    send(withId("purchases", "p-2", WRITTEN + 11 * A_DAY, 3));
    assertThat(passedOffsets()).containsExactly(1L, 2L);
  }

  @Test
  void restoredState_remembersIdsAndTheirTimers() throws Exception {
    send(withId("purchases", "p-1", WRITTEN, 1));
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();
    harness = newHarness(snapshot);

    send(withId("purchases", "p-1", WRITTEN + 1, 2));

    assertThat(passedOffsets()).isEmpty();
  }

  private static KeyedOneInputStreamOperatorTestHarness<Integer, CheckedEvent, CheckedEvent>
      newHarness() throws Exception {
    return newHarness(null);
  }

  private static KeyedOneInputStreamOperatorTestHarness<Integer, CheckedEvent, CheckedEvent>
      newHarness(@Nullable OperatorSubtaskState state) throws Exception {
    var operator = new KeyedProcessOperator<>(new DropDuplicates(DEDUP_FOR));
    var opened =
        new KeyedOneInputStreamOperatorTestHarness<>(
            operator, DropDuplicates::shardOf, Types.INT, 1, 1, 0);
    if (state != null) {
      opened.initializeState(state);
    }
    opened.open();
    return opened;
  }

  private void send(CheckedEvent event) throws Exception {
    harness.processElement(event, event.createdAtMillis());
  }

  private List<Long> passedOffsets() {
    return harness.extractOutputValues().stream().map(CheckedEvent::offset).toList();
  }

  private static CheckedEvent withId(String collection, String id, long written, long offset) {
    return event(collection, id, true, null, written, offset);
  }

  private static CheckedEvent withToken(
      String collection, String token, long written, long offset) {
    return event(
        collection, "in." + collection + "/0/" + offset + "/0", false, token, written, offset);
  }

  private static CheckedEvent event(
      String collection,
      String id,
      boolean idSent,
      @Nullable String token,
      long written,
      long offset) {
    return new CheckedEvent(
        collection,
        id,
        idSent,
        token,
        written,
        written,
        "in." + collection,
        0,
        offset,
        0,
        new byte[0],
        null,
        null);
  }
}
