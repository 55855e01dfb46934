package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.detect.MemoryVersionLog.Before;
import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.Match;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The states of all operators through savepoints into other parallelisms, with events, versions and
 * time between: the alerts are those of a run that nothing disturbed.
 */
class DetectRescaleTest {

  private static final int MOST = 128;
  private static final int SECONDS = 240;
  private static final int USERS = 12;
  private static final List<String> OUTCOMES =
      List.of("failure", "failure", "success", "other", "failure", "other", "success");

  private static final Pattern ALERT = Pattern.compile("\"subject\":\"(.*?)\".*\"version\":(\\d+)");

  private static final Before KNOWN =
      new Before(
          List.of(),
          new TreeMap<>(
              Map.of(
                  "brute-force", Logins.bruteForce(1),
                  "given-up", Logins.givenUp(1),
                  "single", Logins.single(1, "other"))),
          1);

  /** All that a savepoint has of it. */
  private record Saved(
      OperatorSubtaskState stamps,
      OperatorSubtaskState matchers,
      OperatorSubtaskState correlators,
      int parallelism) {}

  private final List<String> alerts = new ArrayList<>();
  private MemoryVersionLog log = new MemoryVersionLog(() -> KNOWN);
  private final List<TwoInputStreamOperatorTestHarness<DetectEvent, PatternVersion, Match>>
      matchers = new ArrayList<>();
  private final List<
          KeyedTwoInputStreamOperatorTestHarness<KeyBytes, Match, PatternVersion, AlertRecord>>
      correlators = new ArrayList<>();
  private long clock;
  private long offset;
  private final List<Long> watermarks = new ArrayList<>();
  private @Nullable TwoInputStreamOperatorTestHarness<Long, PatternRecord, PatternVersion> stamps;

  @AfterEach
  void close() throws Exception {
    if (stamps != null) {
      stamps.close();
    }
    for (AutoCloseable each : matchers) {
      each.close();
    }
    for (AutoCloseable each : correlators) {
      each.close();
    }
    matchers.clear();
    correlators.clear();
    watermarks.clear();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void rescaled_findsWhatARunWithoutSavepointsFinds(long cacheBytes) throws Exception {
    List<String> undisturbed = run(cacheBytes, 1);

    List<String> rescaled = run(cacheBytes, 1, 2, 4, 1);

    assertThat(rescaled).isEqualTo(undisturbed).doesNotHaveDuplicates();
    for (String version : List.of("brute-force 1", "brute-force 2", "given-up 1", "single 2")) {
      assertThat(rescaled).as(version).anyMatch(alert -> alert.startsWith(version + " "));
    }
  }

  /** That the comparison sees what is lost: no state of keys, and no held event. */
  @Test
  void withoutAState_otherAlertsAreFound() throws Exception {
    List<String> undisturbed = run(0, 1);
    OperatorSubtaskState nothing = OperatorSubtaskState.builder().build();
    start(0, 1, null);
    feed(0, SECONDS / 2);
    Saved saved = savepoint();
    collect();
    List<String> half = List.copyOf(alerts);

    for (Saved lost :
        List.of(
            new Saved(saved.stamps(), saved.matchers(), nothing, 1),
            new Saved(saved.stamps(), nothing, saved.correlators(), 1))) {
      alerts.clear();
      alerts.addAll(half);
      start(0, 2, lost);
      feed(SECONDS / 2, SECONDS);
      assertThat(finish()).isNotEqualTo(undisturbed);
    }
  }

  /** One parallelism after another, for equal times. */
  private List<String> run(long cacheBytes, int... parallelisms) throws Exception {
    alerts.clear();
    log = new MemoryVersionLog(() -> KNOWN);
    Saved saved = null;
    for (int part = 0; part < parallelisms.length; part++) {
      start(cacheBytes, parallelisms[part], saved);
      feed(SECONDS * part / parallelisms.length, SECONDS * (part + 1) / parallelisms.length);
      saved = savepoint();
      collect();
    }
    return finish();
  }

  private List<String> finish() throws Exception {
    tell(SECONDS + 1_000);
    advance(SECONDS + 900);
    collect();
    Collections.sort(alerts);
    return List.copyOf(alerts);
  }

  private void start(long cacheBytes, int parallelism, @Nullable Saved saved) throws Exception {
    close();
    DetectLimits limits = DetectLimits.of(Limits.DEFAULT);
    var stamping =
        new TwoInputStreamOperatorTestHarness<>(new StampVersions(Duration.ofSeconds(1), log));
    stamping.setup(PatternVersion.TYPE.createSerializer(null));
    if (saved != null) {
      stamping.initializeState(saved.stamps());
    }
    stamping.open();
    stamps = stamping;
    for (int i = 0; i < parallelism; i++) {
      var matcher =
          new TwoInputStreamOperatorTestHarness<>(new MatchEvents(limits), MOST, parallelism, i);
      matcher.setup(MatchSerializer.TYPE.createSerializer(null));
      int own = keyOf(i, parallelism);
      var correlator =
          new KeyedTwoInputStreamOperatorTestHarness<>(
              new CorrelateMatches(limits, cacheBytes),
              Match::key,
              any -> key(own),
              KeyBytesSerializer.TYPE,
              MOST,
              parallelism,
              i);
      correlator.setup(AlertRecord.TYPE.createSerializer(null));
      if (saved != null) {
        matcher.initializeState(part(saved.matchers(), saved, parallelism, i));
        correlator.initializeState(part(saved.correlators(), saved, parallelism, i));
      }
      matcher.open();
      correlator.open();
      matchers.add(matcher);
      correlators.add(correlator);
      watermarks.add(Long.MIN_VALUE);
    }
    stamping.setProcessingTime(1);
    clock = 1;
    passOn();
  }

  /** Versions have no key, and the harness wants one that is of the subtask. */
  private static int keyOf(int subtask, int parallelism) {
    return IntStream.range(0, 128)
        .filter(
            any ->
                KeyGroupRangeAssignment.assignKeyToParallelOperator(key(any), MOST, parallelism)
                    == subtask)
        .findFirst()
        .orElseThrow();
  }

  private static KeyBytes key(int octet) {
    return KeyBytes.ofBytes(new byte[] {(byte) octet});
  }

  private static OperatorSubtaskState part(
      OperatorSubtaskState all, Saved saved, int parallelism, int subtask) {
    return AbstractStreamOperatorTestHarness.repartitionOperatorState(
        all, MOST, saved.parallelism(), parallelism, subtask);
  }

  private Saved savepoint() throws Exception {
    List<OperatorSubtaskState> ofMatchers = new ArrayList<>();
    List<OperatorSubtaskState> ofCorrelators = new ArrayList<>();
    for (int i = 0; i < matchers.size(); i++) {
      ofMatchers.add(matchers.get(i).snapshot(1, 1));
      correlators.get(i).prepareSnapshotPreBarrier(1);
      ofCorrelators.add(correlators.get(i).snapshot(1, 1));
    }
    return new Saved(
        Objects.requireNonNull(stamps).snapshot(1, 1),
        all(ofMatchers),
        all(ofCorrelators),
        matchers.size());
  }

  private static OperatorSubtaskState all(List<OperatorSubtaskState> states) throws Exception {
    return AbstractStreamOperatorTestHarness.repackageState(
        states.toArray(new OperatorSubtaskState[0]));
  }

  /** Events are ahead of what the versions' operator is told, so some always wait for it. */
  private void feed(int from, int until) throws Exception {
    for (int second = from; second < until; second++) {
      for (int user = second % 3; user < USERS; user += 3) {
        String outcome = OUTCOMES.get((user * 5 + second) % OUTCOMES.size());
        matchers
            .get((user + second) % matchers.size())
            .processElement1(new StreamRecord<>(event(second, user, outcome)));
      }
      if (second == SECONDS / 3) {
        write("brute-force", Logins.bruteForce(2));
      }
      if (second == SECONDS * 2 / 3) {
        write("single", Logins.single(2, "success"));
      }
      tell(second - 4);
      advance(second - 6);
    }
  }

  /** At a place of its own in the log. */
  private static DetectEvent event(int second, int user, String outcome) {
    DetectEvent event = Logins.event(second, "u" + user, outcome);
    String place = "in.logins/0/" + (second * USERS + user) + "/0";
    return new DetectEvent(
        event.collection(), event.timeMillis(), place.getBytes(UTF_8), event.body());
  }

  private void write(String id, String definition) throws Exception {
    Objects.requireNonNull(stamps)
        .processElement2(
            new StreamRecord<>(
                new PatternRecord(0, ++offset, id.getBytes(UTF_8), definition.getBytes(UTF_8))));
    Objects.requireNonNull(stamps).setProcessingTime(clock += 1_000);
    passOn();
  }

  private void tell(int second) throws Exception {
    Objects.requireNonNull(stamps).processElement1(new StreamRecord<>(Logins.at(second)));
    passOn();
  }

  private void advance(int second) throws Exception {
    for (var matcher : matchers) {
      matcher.processWatermark1(new Watermark(Logins.at(second)));
    }
    passOn();
  }

  /** As the network would, in order. */
  private void passOn() throws Exception {
    var stamped = Objects.requireNonNull(stamps).getOutput();
    for (Object each = stamped.poll(); each != null; each = stamped.poll()) {
      for (int i = 0; i < matchers.size(); i++) {
        if (each instanceof Watermark promise) {
          matchers.get(i).processWatermark2(promise);
          correlators.get(i).processWatermark2(promise);
        } else if (each instanceof StreamRecord<?> version) {
          PatternVersion received = (PatternVersion) version.getValue();
          matchers.get(i).processElement2(new StreamRecord<>(received));
          correlators.get(i).processElement2(new StreamRecord<>(received));
        }
      }
    }
    for (int i = 0; i < matchers.size(); i++) {
      var matched = matchers.get(i).getOutput();
      for (Object each = matched.poll(); each != null; each = matched.poll()) {
        if (each instanceof Watermark mark) {
          watermarks.set(i, mark.getTimestamp());
        } else if (each instanceof StreamRecord<?> match) {
          Match found = (Match) match.getValue();
          correlators
              .get(
                  KeyGroupRangeAssignment.assignKeyToParallelOperator(
                      found.key(), MOST, matchers.size()))
              .processElement1(new StreamRecord<>(found));
        }
      }
    }
    long least = Collections.min(watermarks);
    for (var correlator : correlators) {
      correlator.processWatermark1(new Watermark(least));
    }
  }

  private void collect() {
    for (var matcher : matchers) {
      var single = matcher.getSideOutput(MatchEvents.ALERTS);
      if (single != null) {
        single.forEach(alert -> alerts.add(told(alert.getValue())));
        single.clear();
      }
    }
    for (var correlator : correlators) {
      correlator.extractOutputValues().forEach(alert -> alerts.add(told(alert)));
      correlator.getOutput().clear();
    }
  }

  private static String told(AlertRecord alert) {
    String json = new String(alert.value(), UTF_8);
    Matcher found = ALERT.matcher(json);
    assertThat(found.find()).as(json).isTrue();
    return found.group(1) + " " + found.group(2) + " " + json;
  }
}
