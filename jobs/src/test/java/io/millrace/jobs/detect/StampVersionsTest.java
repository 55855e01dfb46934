package io.millrace.jobs.detect;

import static io.millrace.jobs.detect.PatternVersion.ALWAYS;
import static io.millrace.jobs.detect.PatternVersion.OPEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.jobs.detect.MemoryVersionLog.Before;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  private static final Before NOTHING = Before.NOTHING;

  private MemoryVersionLog log = new MemoryVersionLog(() -> NOTHING);
  private int recorded;
  private long clock;
  private long next = 100;
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
    start(new Before(List.of(), Map.of("single", FIRST), 0), null);

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
    start(new Before(List.of(now, before), Map.of("single", SECOND), 0), null);

    time(0);

    assertThat(sent()).containsExactly(before, now, new Watermark(1_000));
    assertThat(records()).isEmpty();
  }

  @Test
  void deletedWhileNoJobRan_ends() throws Exception {
    start(
        new Before(
            List.of(new PatternVersion("single", 1, FIRST, 7_000, OPEN, 7_000)), Map.of(), 0),
        null);

    time(0);

    assertThat(sent())
        .containsExactly(
            new PatternVersion("single", 1, FIRST, 7_000, 7_001, 7_000), new Watermark(1_000));
  }

  /** The source reads all that was ever written: a deletion between two versions, too. */
  @Test
  void readAtTheStart_isNothingNewWhenTheSourceReadsIt() throws Exception {
    start(new Before(List.of(), Map.of("single", SECOND), 3), null);
    time(10_000);
    sent();
    records();

    pattern(0, "single", FIRST);
    pattern(1, "single", null);
    pattern(2, "single", SECOND);
    stamp();
    assertThat(sent()).isEmpty();
    assertThat(records()).isEmpty();

    pattern(3, "single", Logins.single(3, "any"));
    stamp();
    assertThat(records()).containsExactly("single@2", "single@3", "refused:single=null");
  }

  /** What is written is gathered, and judged by one promise. */
  @Test
  void versions_areInTheLogBeforeAnyoneHears() throws Exception {
    start(NOTHING, null);
    time(10_000);
    sent();
    List<Object> heard = new ArrayList<>();
    log.watcher = () -> heard.addAll(sent());

    pattern("single", FIRST);
    pattern("other", Logins.single(1, "any").replace("id: single", "id: other"));
    assertThat(sent()).isEmpty();
    stamp();

    assertThat(heard).isEmpty();
    assertThat(log.appends).isEqualTo(1);
    assertThat(sent()).hasSize(2);
  }

  @Test
  void logThatCannotBeWritten_nobodyHears() throws Exception {
    start(NOTHING, null);
    time(10_000);
    sent();
    log.fail();

    pattern("single", FIRST);

    assertThatThrownBy(this::stamp).hasStackTraceContaining("kafka: away");
    assertThat(sent()).isEmpty();
  }

  @Test
  void newVersion_holdsFromTheFirstTimeThatWasNotPromised() throws Exception {
    start(new Before(List.of(), Map.of("single", FIRST), 0), null);
    time(10_000);
    sent();
    records();

    pattern("single", SECOND);
    stamp();
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
    stamp();
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
    start(new Before(List.of(), Map.of("single", FIRST), 0), null);
    time(10_000);
    pattern("single", SECOND);
    stamp();
    OperatorSubtaskState state = running().snapshot(1, 1);
    running().close();

    begin(state);
    running().setProcessingTime(1);

    assertThat(sent())
        .containsExactly(
            new PatternVersion("single", 1, FIRST, ALWAYS, 11_001, ALWAYS),
            new PatternVersion("single", 2, SECOND, 11_001, OPEN, ALWAYS),
            new Watermark(11_000));
    pattern("single", Logins.single(3, "any"));
    stamp();
    assertThat(sent())
        .contains(new PatternVersion("single", 3, Logins.single(3, "any"), 11_002, OPEN, ALWAYS));
  }

  /** What was stamped behind the checkpoint is said once for ever, also of what it ended. */
  @Test
  void restored_behindAStampThatWasNotInTheCheckpoint_keepsIt() throws Exception {
    start(new Before(List.of(), Map.of("single", FIRST), 0), null);
    time(10_000);
    OperatorSubtaskState state = running().snapshot(1, 1);
    pattern("single", SECOND);
    stamp();
    running().close();

    begin(state);
    time(30_000);
    assertThat(sent())
        .containsExactly(
            new PatternVersion("single", 1, FIRST, ALWAYS, 11_001, ALWAYS),
            new PatternVersion("single", 2, SECOND, 11_001, OPEN, ALWAYS),
            new Watermark(11_000),
            new Watermark(31_000));
    pattern("single", SECOND);
    stamp();
    assertThat(sent()).isEmpty();
  }

  /** Else the deletion would end what came after it, and the version before be told as refused. */
  @Test
  void restored_whatItsSourceReadsOnceMore_isNothingNew() throws Exception {
    start(new Before(List.of(), Map.of("single", FIRST), 5), null);
    time(10_000);
    OperatorSubtaskState state = running().snapshot(1, 1);
    pattern(5, "single", SECOND);
    pattern(6, "single", null);
    pattern(7, "single", Logins.single(3, "any"));
    stamp();
    running().close();
    begin(state);
    time(30_000);
    sent();
    records();

    pattern(5, "single", SECOND);
    pattern(6, "single", null);
    pattern(7, "single", Logins.single(3, "any"));
    pattern(8, "single", Logins.single(4, "any"));
    stamp();

    assertThat(records()).containsExactly("single@3", "single@4", "refused:single=null");
  }

  /** The log keeps it for a replay from the beginning. */
  @Test
  void restored_doesNotSendWhatEndedBeforeAnythingThatIsLeftToJudge() throws Exception {
    start(new Before(List.of(), Map.of("single", FIRST), 0), null);
    time(10_000);
    pattern("single", SECOND);
    stamp();
    running().processWatermark1(new Watermark(11_001));
    OperatorSubtaskState state = running().snapshot(1, 1);
    running().close();

    begin(state);
    running().setProcessingTime(1);

    assertThat(sent())
        .containsExactly(
            new PatternVersion("single", 2, SECOND, 11_001, OPEN, ALWAYS), new Watermark(12_001));
  }

  /** Its source will not read it again. */
  @Test
  void writtenBeforeABarrier_isStampedBeforeIt() throws Exception {
    start(NOTHING, null);
    time(10_000);
    sent();

    pattern("single", FIRST);
    running().prepareSnapshotPreBarrier(1);

    assertThat(sent())
        .containsExactly(new PatternVersion("single", 1, FIRST, 11_001, OPEN, 11_001));
  }

  private void start(Before before, @Nullable OperatorSubtaskState state) throws Exception {
    log = new MemoryVersionLog(() -> before);
    begin(state);
  }

  private void begin(@Nullable OperatorSubtaskState state) throws Exception {
    harness =
        new TwoInputStreamOperatorTestHarness<>(new StampVersions(Duration.ofSeconds(1), log));
    harness.setup(PatternVersion.TYPE.createSerializer(null));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    recorded = 0;
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
    pattern(next++, id, definition);
  }

  private void pattern(long offset, String id, @Nullable String definition) throws Exception {
    byte[] value = definition == null ? null : definition.getBytes(UTF_8);
    running()
        .processElement2(
            new StreamRecord<>(new PatternRecord(0, offset, id.getBytes(UTF_8), value)));
  }

  /** Lets the time pass for which patterns are gathered. */
  private void stamp() throws Exception {
    clock += 1_000;
    running().setProcessingTime(clock);
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

  /** Of the log, since this was asked last. */
  private List<String> records() {
    List<String> keys =
        log.entries.stream()
            .skip(recorded)
            .map(entry -> entry.value() == null ? entry.key() + "=null" : entry.key())
            .toList();
    recorded = log.entries.size();
    return keys;
  }
}
