package io.millrace.jobs.detect;

import static io.millrace.jobs.detect.PatternVersion.ALWAYS;
import static io.millrace.jobs.detect.PatternVersion.OPEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.detect.KnownPatterns.Known;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StampVersionsTest {

  private static final String FIRST = Logins.single(1, "failure");
  private static final String SECOND = Logins.single(2, "success");
  private static final Known NOTHING = new Known(List.of(), Map.of());

  private @Nullable TwoInputStreamOperatorTestHarness<Long, PatternRecord, PatternVersion> harness;

  @AfterEach
  void close() throws Exception {
    if (harness != null) {
      harness.close();
    }
  }

  /** Else what holds at all times would be judged by fewer versions than there are. */
  @Test
  void knownAtTheStart_areSentBeforeThePromise() throws Exception {
    start(new Known(List.of(), Map.of("single", FIRST)), null);

    time(10_000);

    assertThat(sent())
        .containsExactly(
            new PatternVersion("single", 1, FIRST, ALWAYS, OPEN, ALWAYS), new Watermark(11_000));
    assertThat(records()).containsExactly("single@1", "refused:single=null");
  }

  /** A replay finds what the first run found. */
  @Test
  void stampedByAnEarlierJob_keepWhenTheyHold() throws Exception {
    PatternVersion before = new PatternVersion("single", 1, FIRST, ALWAYS, 7_000, ALWAYS);
    PatternVersion now = new PatternVersion("single", 2, SECOND, 7_000, OPEN, ALWAYS);
    start(new Known(List.of(now, before), Map.of("single", SECOND)), null);

    time(0);

    assertThat(sent()).containsExactly(before, now, new Watermark(1_000));
    assertThat(records()).isEmpty();
  }

  @Test
  void deletedWhileNoJobRan_ends() throws Exception {
    start(
        new Known(List.of(new PatternVersion("single", 1, FIRST, 7_000, OPEN, 7_000)), Map.of()),
        null);

    time(0);

    assertThat(sent())
        .containsExactly(
            new PatternVersion("single", 1, FIRST, 7_000, 7_001, 7_000), new Watermark(1_000));
  }

  /** The source reads what was read at the start once more. */
  @Test
  void knownAtTheStart_readAgain_isNothingNew() throws Exception {
    start(new Known(List.of(), Map.of("single", FIRST)), null);
    time(10_000);
    sent();
    records();

    pattern("single", FIRST);

    assertThat(sent()).isEmpty();
    assertThat(records()).isEmpty();
  }

  @Test
  void newVersion_holdsFromTheFirstTimeThatWasNotPromised() throws Exception {
    start(new Known(List.of(), Map.of("single", FIRST)), null);
    time(10_000);
    sent();
    records();

    pattern("single", SECOND);
    time(10_500);

    assertThat(sent())
        .containsExactly(
            new PatternVersion("single", 1, FIRST, ALWAYS, 11_001, ALWAYS),
            new PatternVersion("single", 2, SECOND, 11_001, OPEN, ALWAYS),
            new Watermark(11_500));
    assertThat(records()).containsExactly("single@1", "single@2", "refused:single=null");
  }

  @Test
  void refused_isToldAndTheRestGoesOn() throws Exception {
    start(NOTHING, null);
    pattern("broken", "id: broken\nquery: logins where\n");
    pattern("single", FIRST);
    time(10_000);

    assertThat(sent())
        .containsExactly(
            new PatternVersion("single", 1, FIRST, ALWAYS, OPEN, ALWAYS), new Watermark(11_000));
    assertThat(records()).containsExactly("refused:broken", "single@1", "refused:single=null");
  }

  @Test
  void promise_neverGoesBack() throws Exception {
    start(NOTHING, null);
    time(10_000);
    time(9_000);

    assertThat(sent()).containsExactly(new Watermark(11_000));
  }

  /** Heartbeats move the watermark and bring no event. */
  @Test
  void watermarkOfEvents_isTimeToo() throws Exception {
    start(NOTHING, null);
    running().processWatermark1(new Watermark(20_000));

    assertThat(sent()).containsExactly(new Watermark(21_000));
  }

  @Test
  void idleInputs_andPatternsTime_areNotPassedOn() throws Exception {
    start(NOTHING, null);
    time(10_000);
    sent();

    running().processWatermarkStatus1(WatermarkStatus.IDLE);
    running().processWatermarkStatus2(WatermarkStatus.IDLE);
    running().processWatermark2(new Watermark(Long.MAX_VALUE));

    assertThat(sent()).isEmpty();
  }

  /** Receivers begin anew with nothing, and the promise that was given still holds. */
  @Test
  void restored_sendsAllAndThePromiseAgain() throws Exception {
    start(new Known(List.of(), Map.of("single", FIRST)), null);
    time(10_000);
    pattern("single", SECOND);
    OperatorSubtaskState state = running().snapshot(1, 1);
    running().close();

    start(new Known(List.of(), Map.of("other", "never read")), state);
    running().setProcessingTime(1);

    assertThat(sent())
        .containsExactly(
            new PatternVersion("single", 1, FIRST, ALWAYS, 11_001, ALWAYS),
            new PatternVersion("single", 2, SECOND, 11_001, OPEN, ALWAYS),
            new Watermark(11_000));
    pattern("single", Logins.single(3, "any"));
    assertThat(sent())
        .contains(new PatternVersion("single", 3, Logins.single(3, "any"), 11_002, OPEN, ALWAYS));
  }

  /** What a failed attempt stamped is stamped anew, later: nothing that came of it has stayed. */
  @Test
  void restored_behindAStampThatWasNotInTheCheckpoint_stampsAnew() throws Exception {
    start(new Known(List.of(), Map.of("single", FIRST)), null);
    time(10_000);
    OperatorSubtaskState state = running().snapshot(1, 1);
    pattern("single", SECOND);
    running().close();

    start(NOTHING, state);
    time(30_000);
    sent();
    pattern("single", SECOND);

    assertThat(sent())
        .containsExactly(
            new PatternVersion("single", 1, FIRST, ALWAYS, 31_001, ALWAYS),
            new PatternVersion("single", 2, SECOND, 31_001, OPEN, ALWAYS));
  }

  private void start(Known known, @Nullable OperatorSubtaskState state) throws Exception {
    harness =
        new TwoInputStreamOperatorTestHarness<>(
            new StampVersions(Duration.ofSeconds(1), () -> known));
    harness.setup(PatternVersion.TYPE.createSerializer(null));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
  }

  private TwoInputStreamOperatorTestHarness<Long, PatternRecord, PatternVersion> running() {
    if (harness == null) {
      throw new IllegalStateException("start first");
    }
    return harness;
  }

  private void time(long millis) throws Exception {
    running().processElement1(new StreamRecord<>(millis));
  }

  private void pattern(String id, String definition) throws Exception {
    running()
        .processElement2(
            new StreamRecord<>(new PatternRecord(id.getBytes(UTF_8), definition.getBytes(UTF_8))));
  }

  /** Versions and watermarks since this was asked last. */
  private List<Object> sent() {
    List<Object> sent = new ArrayList<>();
    for (Object element : running().getOutput()) {
      sent.add(element instanceof StreamRecord<?> record ? record.getValue() : element);
    }
    running().getOutput().clear();
    return sent;
  }

  private List<String> records() {
    Queue<StreamRecord<PatternRecord>> records = running().getSideOutput(StampVersions.RECORDS);
    if (records == null) {
      return List.of();
    }
    List<String> keys = new ArrayList<>();
    for (StreamRecord<PatternRecord> record : records) {
      String key = new String(record.getValue().key(), UTF_8);
      keys.add(record.getValue().value() == null ? key + "=null" : key);
    }
    records.clear();
    return keys;
  }
}
