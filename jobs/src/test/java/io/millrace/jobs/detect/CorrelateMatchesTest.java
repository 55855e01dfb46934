package io.millrace.jobs.detect;

import static io.millrace.jobs.detect.PatternVersion.ALWAYS;
import static io.millrace.jobs.detect.PatternVersion.OPEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each with states that stay on the heap, and with none of them. */
class CorrelateMatchesTest {

  private static final Pattern ALERT =
      Pattern.compile(
          "\"subject\":\"(.*?)\".*\"version\":(\\d+).*\"key\":\"(.*?)\".*"
              + "\"first_time\":\"2026-03-01T(.{8}).*\"last_time\":\"2026-03-01T(.{8})");

  private final List<PatternVersion> versions = new ArrayList<>();
  private long cacheBytes;
  private @Nullable
      KeyedTwoInputStreamOperatorTestHarness<KeyBytes, Match, PatternVersion, AlertRecord>
      harness;

  @AfterEach
  void holdsNothingBack() throws Exception {
    if (harness != null) {
      watermark(1_000_000);
      promise(1_000_000);
      snapshot();
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numEventTimeTimers()).isZero();
      harness.close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void sequence_isFoundWhenTimeHasPassedIt(long cache) throws Exception {
    start(cache, version("brute-force", 1, Logins.bruteForce(1), ALWAYS, OPEN));
    send(3, "ada", "success");
    send(1, "ada", "failure");
    send(1, "bob", "failure");
    send(2, "ada", "failure");
    watermark(2);
    promise(60);
    assertThat(alerts()).isEmpty();

    watermark(3);
    assertThat(alerts()).containsExactly("brute-force v1 ada 12:00:01-12:00:03");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void time_isNeitherAheadOfTheMatchesNorOfThePromise(long cache) throws Exception {
    start(cache, version("given-up", 1, Logins.givenUp(1), ALWAYS, OPEN));
    send(1, "ada", "failure");
    promise(500);
    assertThat(alerts()).isEmpty();
    watermark(500);
    assertThat(alerts()).containsExactly("given-up v1 ada 12:00:01-12:01:01");

    send(501, "ada", "failure");
    watermark(1_000);
    assertThat(alerts()).isEmpty();
    promise(1_000);
    assertThat(alerts()).containsExactly("given-up v1 ada 12:08:21-12:09:21");
  }

  /** Input without matches must not let time run to the promise. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void idleMatches_doNotMoveTime(long cache) throws Exception {
    start(cache, version("given-up", 1, Logins.givenUp(1), ALWAYS, OPEN));
    send(1, "ada", "failure");
    watermark(2);
    running().processWatermarkStatus1(WatermarkStatus.IDLE);
    promise(500);

    assertThat(alerts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void restored_goesOnWhereItWas(long cache) throws Exception {
    start(
        cache,
        version("brute-force", 1, Logins.bruteForce(1), ALWAYS, OPEN),
        version("given-up", 1, Logins.givenUp(1), ALWAYS, OPEN));
    send(1, "ada", "failure");
    send(2, "ada", "failure");
    send(1, "bob", "failure");
    watermark(1);
    promise(60);
    OperatorSubtaskState state = snapshot();
    send(3, "ada", "success"); // of an attempt that fails
    running().close();

    restart(state);
    watermark(30);
    assertThat(alerts()).isEmpty();
    announce(60);
    send(40, "ada", "success");
    watermark(100);
    promise(100);

    assertThat(alerts())
        .containsExactlyInAnyOrder(
            "brute-force v1 ada 12:00:01-12:00:40", "given-up v1 bob 12:00:01-12:01:01");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void deadline_isJudgedByTheVersionThatHoldsThen(long cache) throws Exception {
    start(cache, version("given-up", 1, Logins.givenUp(1), ALWAYS, OPEN));
    send(1, "ada", "failure");
    send(30, "bob", "failure");
    watermark(40);
    promise(50);
    receive(version("given-up", 1, Logins.givenUp(1), ALWAYS, Logins.at(70)));
    promise(300);
    watermark(300);

    assertThat(alerts()).containsExactly("given-up v1 ada 12:00:01-12:01:01");
  }

  /** Whether time stands still while another shape holds, so that a key is looked at, or not. */
  @ParameterizedTest
  @ValueSource(ints = {25, 50})
  void whatWasSeenBeforeAnotherShape_isForgottenBehindItToo(int look) throws Exception {
    String first = Logins.bruteForce(1);
    String other = Logins.bruteForce(2).replace("10m", "11m");
    String third = Logins.bruteForce(3);
    start(
        0,
        version("brute-force", 1, first, ALWAYS, Logins.at(20)),
        new PatternVersion("brute-force", 2, other, Logins.at(20), Logins.at(30), Logins.at(20)),
        new PatternVersion("brute-force", 3, third, Logins.at(30), OPEN, Logins.at(30)));
    send(1, "ada", "failure");
    send(2, "ada", "failure");
    promise(60);
    watermark(look);
    send(55, "ada", "success");
    watermark(60);

    assertThat(alerts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void manyKeys_haveOneTimerEach(long cache) throws Exception {
    start(cache, version("given-up", 1, Logins.givenUp(1), ALWAYS, OPEN));
    for (int user = 0; user < 50; user++) {
      send(1, "u" + user, "failure");
      send(2, "u" + user, "success");
    }
    assertThat(running().numEventTimeTimers()).isEqualTo(cache == 0 ? 50 : 0);
    watermark(1);
    promise(60);
    snapshot();

    assertThat(running().numEventTimeTimers()).isEqualTo(50);
    assertThat(running().numKeyedStateEntries()).isEqualTo(50);
    watermark(60);
    snapshot();
    assertThat(alerts()).isEmpty();
    assertThat(running().numEventTimeTimers()).isZero();
    assertThat(running().numKeyedStateEntries()).isZero();
  }

  private void start(long cache, PatternVersion... known) throws Exception {
    cacheBytes = cache;
    versions.addAll(List.of(known));
    restart(null);
    announce(0);
  }

  private void restart(@Nullable OperatorSubtaskState state) throws Exception {
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new CorrelateMatches(DetectLimits.of(Limits.DEFAULT), cacheBytes),
            Match::key,
            any -> KeyBytes.ofBytes(new byte[0]),
            KeyBytesSerializer.TYPE);
    harness.setup(AlertRecord.TYPE.createSerializer(null));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
  }

  private KeyedTwoInputStreamOperatorTestHarness<KeyBytes, Match, PatternVersion, AlertRecord>
      running() {
    if (harness == null) {
      throw new IllegalStateException("start first");
    }
    return harness;
  }

  /** What comes first after a start. */
  private void announce(int promiseSecond) throws Exception {
    for (PatternVersion version : versions) {
      receive(version);
    }
    promise(promiseSecond);
  }

  private void receive(PatternVersion version) throws Exception {
    running().processElement2(new StreamRecord<>(version));
  }

  private static PatternVersion version(
      String id, int version, String definition, long from, long until) {
    return new PatternVersion(id, version, definition, from, until, ALWAYS);
  }

  /** What the matcher makes of an event. */
  private void send(int second, String user, String outcome) throws Exception {
    try (TwoInputStreamOperatorTestHarness<DetectEvent, PatternVersion, Match> matcher =
        new TwoInputStreamOperatorTestHarness<>(new MatchEvents(DetectLimits.of(Limits.DEFAULT)))) {
      matcher.setup(MatchSerializer.TYPE.createSerializer(null));
      matcher.open();
      for (PatternVersion version : versions) {
        matcher.processElement2(new StreamRecord<>(version));
      }
      matcher.processWatermark2(new Watermark(Long.MAX_VALUE));
      matcher.processElement1(new StreamRecord<>(Logins.event(second, user, outcome)));
      for (Match match : matcher.extractOutputValues()) {
        running().processElement1(new StreamRecord<>(match));
      }
    }
  }

  private OperatorSubtaskState snapshot() throws Exception {
    running().prepareSnapshotPreBarrier(1);
    return running().snapshot(1, 1);
  }

  private void watermark(int second) throws Exception {
    running().processWatermark1(new Watermark(Logins.at(second)));
  }

  private void promise(int second) throws Exception {
    running().processWatermark2(new Watermark(Logins.at(second)));
  }

  /** Since this was asked last. */
  private List<String> alerts() {
    List<String> told = new ArrayList<>();
    for (AlertRecord alert : running().extractOutputValues()) {
      Matcher found = ALERT.matcher(new String(alert.value(), UTF_8));
      assertThat(found.find()).isTrue();
      told.add(
          found.group(1)
              + " v"
              + found.group(2)
              + " "
              + found.group(3)
              + " "
              + found.group(4)
              + "-"
              + found.group(5));
    }
    running().getOutput().clear();
    return told;
  }
}
