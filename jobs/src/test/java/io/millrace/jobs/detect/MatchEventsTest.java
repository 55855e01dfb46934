package io.millrace.jobs.detect;

import static io.millrace.jobs.detect.PatternVersion.ALWAYS;
import static io.millrace.jobs.detect.PatternVersion.OPEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MatchEventsTest {

  private static final Pattern ALERT =
      Pattern.compile("\"version\":(\\d+).*\"last_time\":\"2026-03-01T(.{8})");

  private TwoInputStreamOperatorTestHarness<DetectEvent, PatternVersion, Match> harness;

  @BeforeEach
  void start() throws Exception {
    harness = start(null);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void eventUpToThePromise_isJudgedAtOnce() throws Exception {
    version(1, "failure", ALWAYS, OPEN);
    promise(10);
    event(10, "failure");
    event(9, "success");

    assertThat(alerts()).containsExactly("v1 12:00:10");
  }

  @Test
  void eventBeyondThePromise_isHeldUntilThePromiseReachesIt() throws Exception {
    version(1, "failure", ALWAYS, OPEN);
    promise(10);
    event(12, "failure");
    event(11, "failure");
    assertThat(alerts()).isEmpty();

    promise(11);
    assertThat(alerts()).containsExactly("v1 12:00:11");
    promise(12);
    assertThat(alerts()).containsExactly("v1 12:00:12");
  }

  @Test
  void event_isJudgedByTheVersionThatHoldsAtItsTime() throws Exception {
    version(1, "failure", ALWAYS, OPEN);
    promise(10);
    event(15, "failure");
    event(15, "success");
    event(20, "failure");
    event(20, "success");
    version(1, "failure", ALWAYS, Logins.at(20));
    version(2, "success", Logins.at(20), OPEN);
    promise(30);

    assertThat(alerts()).containsExactly("v1 12:00:15", "v2 12:00:20");
  }

  /** A version that was sent before a restart is the same afterwards. */
  @Test
  void versionOnceMore_changesNothing() throws Exception {
    version(1, "failure", ALWAYS, OPEN);
    promise(10);
    version(1, "failure", ALWAYS, OPEN);
    promise(20);
    event(15, "failure");

    assertThat(alerts()).containsExactly("v1 12:00:15");
  }

  @Test
  void watermark_waitsForThePromise() throws Exception {
    watermark(10);
    assertThat(times()).isEmpty();

    promise(5);
    assertThat(times()).containsExactly(new Watermark(Logins.at(5)));
    promise(20);
    assertThat(times()).containsExactly(new Watermark(Logins.at(10)));
  }

  /** What it holds is still to come, so it must not be waited for no longer. */
  @Test
  void idleInput_isToldWhenNothingIsHeld() throws Exception {
    promise(5);
    watermark(8);
    event(12, "failure");
    times();
    harness.processWatermarkStatus1(WatermarkStatus.IDLE);
    assertThat(times()).isEmpty();

    promise(10);
    assertThat(times()).containsExactly(new Watermark(Logins.at(8)));
    promise(12);
    assertThat(times()).containsExactly(WatermarkStatus.IDLE);
    harness.processWatermarkStatus1(WatermarkStatus.ACTIVE);
    assertThat(times()).containsExactly(WatermarkStatus.ACTIVE);
  }

  @Test
  void held_areThereAfterARestore() throws Exception {
    promise(5);
    event(12, "failure");
    event(13, "success");
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();

    harness = start(state);
    promise(11);
    version(1, "failure", ALWAYS, OPEN);
    promise(20);

    assertThat(alerts()).containsExactly("v1 12:00:12");
  }

  /** It has begun anew and knows no version yet. */
  @Test
  void restored_judgesNothingBeforeAPromise() throws Exception {
    version(1, "failure", ALWAYS, OPEN);
    promise(50);
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();

    harness = start(state);
    event(12, "failure");
    assertThat(alerts()).isEmpty();
    version(1, "failure", ALWAYS, OPEN);
    promise(50);

    assertThat(alerts()).containsExactly("v1 12:00:12");
  }

  @Test
  void eventFurtherBehindThanThePatternAllows_isLeftOut() throws Exception {
    version(1, "failure", ALWAYS, OPEN);
    promise(50);
    harness.processElement1(new StreamRecord<>(Logins.event(1, "ada", "failure", 1_000)));
    harness.processElement1(new StreamRecord<>(Logins.event(2, "ada", "failure", 1_001)));

    assertThat(alerts()).containsExactly("v1 12:00:01");
  }

  @Test
  void whatIsNoEvent_isLeftOut() throws Exception {
    version(1, "failure", ALWAYS, OPEN);
    promise(50);
    DetectEvent event = Logins.event(1, "ada", "failure");
    harness.processElement1(
        new StreamRecord<>(
            new DetectEvent("logins", event.timeMillis(), "x".getBytes(UTF_8), event.body())));
    harness.processElement1(
        new StreamRecord<>(
            new DetectEvent("logins", event.timeMillis(), event.source(), "[".getBytes(UTF_8))));

    assertThat(alerts()).isEmpty();
  }

  @Test
  void eventOfASequence_isAMatchOfItsKey() throws Exception {
    harness.processElement2(
        new StreamRecord<>(
            new PatternVersion("brute-force", 1, Logins.bruteForce(1), ALWAYS, OPEN, ALWAYS)));
    promise(50);
    event(1, "failure");
    event(2, "other");

    List<Match> matches = harness.extractOutputValues();
    assertThat(matches).hasSize(1);
    assertThat(matches.get(0).key().values()).containsExactly("ada");
    assertThat(matches.get(0).ref()).hasToString("in.logins/0/1001/0");
  }

  private static TwoInputStreamOperatorTestHarness<DetectEvent, PatternVersion, Match> start(
      @Nullable OperatorSubtaskState state) throws Exception {
    var harness =
        new TwoInputStreamOperatorTestHarness<>(new MatchEvents(DetectLimits.of(Limits.DEFAULT)));
    harness.setup(MatchSerializer.TYPE.createSerializer(null));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private void version(int version, String outcome, long from, long until) throws Exception {
    harness.processElement2(
        new StreamRecord<>(
            new PatternVersion(
                "single", version, Logins.single(version, outcome), from, until, ALWAYS)));
  }

  private void event(int second, String outcome) throws Exception {
    harness.processElement1(new StreamRecord<>(Logins.event(second, "ada", outcome)));
  }

  private void promise(int second) throws Exception {
    harness.processWatermark2(new Watermark(Logins.at(second)));
  }

  private void watermark(int second) throws Exception {
    harness.processWatermark1(new Watermark(Logins.at(second)));
  }

  /** Watermarks and their status since this was asked last. */
  private List<Object> times() {
    List<Object> times = new ArrayList<>(harness.getOutput());
    harness.getOutput().clear();
    return times;
  }

  /** Since this was asked last. */
  private List<String> alerts() {
    Queue<StreamRecord<AlertRecord>> alerts = harness.getSideOutput(MatchEvents.ALERTS);
    if (alerts == null) {
      return List.of();
    }
    List<String> told = new ArrayList<>();
    for (StreamRecord<AlertRecord> alert : alerts) {
      Matcher found = ALERT.matcher(new String(alert.getValue().value(), UTF_8));
      assertThat(found.find()).isTrue();
      told.add("v" + found.group(1) + " " + found.group(2));
    }
    alerts.clear();
    return told;
  }
}
