package io.millrace.jobs.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Hit;
import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.Rules;
import io.millrace.patterns.engine.correlate.Correlator;
import io.millrace.patterns.engine.correlate.KeyState;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCacheTest {

  private static final int KEYS = 40;

  private final LivePattern live =
      LivePattern.always(PatternVersion.compile("given-up", Logins.givenUp(1)).pattern());
  private final Rule rule = Rule.of(live);
  private final Correlator correlator =
      new Correlator(new Rules(List.of(live)), Limits.DEFAULT, new Counters());

  /** What Flink has. */
  private final Map<KeyBytes, byte[]> states = new HashMap<>();

  private final Map<KeyBytes, Long> timers = new HashMap<>();

  /** What it is compared with: a state for each key, looked at whenever time goes on. */
  private final Map<KeyBytes, KeyState> plain = new HashMap<>();

  private int plainAlerts;
  private int alerts;
  private long nowMillis;

  /** With room for none, for some and for all. */
  @ParameterizedTest
  @ValueSource(longs = {0, 4_000, 1 << 20})
  void storedStates_areThoseOfAnEngineWithoutACache(long bytes) throws Exception {
    Random random = new Random(7);
    KeyCache cache = new KeyCache(new MapStore(), bytes);
    int flushes = 0;
    for (int step = 0; step < 20_000; step++) {
      int what = random.nextInt(100);
      if (what < 80) {
        add(cache, random);
      } else if (what < 99) {
        advance(cache, nowMillis + random.nextInt(20_000));
      } else {
        cache.flush();
        assertStoreIsAsPlain();
        flushes++;
        if (random.nextBoolean()) {
          cache = new KeyCache(new MapStore(), bytes);
        }
      }
    }

    assertThat(flushes).isGreaterThan(100);
    assertThat(alerts).isEqualTo(plainAlerts).isGreaterThan(100);
  }

  private void add(KeyCache cache, Random random) throws Exception {
    KeyBytes key = KeyBytes.of(rule, List.of("u" + random.nextInt(KEYS)));
    Match match =
        new Match(
            key,
            nowMillis + random.nextInt(90_000),
            new EventRef("logins", 0, random.nextLong(), 0),
            List.of(new Hit(rule.id(), 1 + random.nextInt(2), List.of(), List.of(), List.of())));
    correlator.add(plain.computeIfAbsent(key, KeyState::new), match, nowMillis);
    KeyCache.Entry entry = cache.get(key);
    correlator.add(entry.state, match, nowMillis);
    cache.used(entry, true);
  }

  /** As the operator does, with timers that come in their order. */
  private void advance(KeyCache cache, long toMillis) throws Exception {
    nowMillis = toMillis;
    for (KeyState state : plain.values()) {
      plainAlerts += correlator.advance(state, toMillis).size();
    }
    for (KeyCache.Entry due = cache.firstDue(toMillis);
        due != null;
        due = cache.firstDue(toMillis)) {
      alerts += correlator.advance(due.state, toMillis).size();
      cache.used(due, false);
    }
    for (KeyBytes key = firstTimer(); key != null; key = firstTimer()) {
      timers.remove(key);
      KeyCache.Entry entry = cache.getOfTimer(key);
      if (entry.isDue(toMillis)) {
        alerts += correlator.advance(entry.state, toMillis).size();
        cache.used(entry, false);
      }
    }
  }

  private @Nullable KeyBytes firstTimer() {
    return timers.entrySet().stream()
        .filter(timer -> timer.getValue() <= nowMillis)
        .min(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  private void assertStoreIsAsPlain() {
    Map<KeyBytes, String> expected = new TreeMap<>();
    Map<KeyBytes, Long> expectedTimers = new HashMap<>();
    plain.forEach(
        (key, state) -> {
          if (!state.isEmpty()) {
            expected.put(key, hex(state.toBytes()));
            expectedTimers.put(key, state.nextMillis());
          }
        });
    Map<KeyBytes, String> found = new TreeMap<>();
    states.forEach((key, bytes) -> found.put(key, hex(bytes)));
    assertThat(found).isEqualTo(expected);
    assertThat(timers).isEqualTo(expectedTimers);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private final class MapStore implements KeyCache.Store {

    @Override
    public byte @Nullable [] read(KeyBytes key) {
      return states.get(key);
    }

    @Override
    public void write(KeyBytes key, byte @Nullable [] bytes) {
      if (bytes == null) {
        states.remove(key);
      } else {
        states.put(key, bytes);
      }
    }

    @Override
    public void moveTimer(KeyBytes key, long beforeMillis, long afterMillis) {
      Long before = beforeMillis == Long.MAX_VALUE ? null : (Long) beforeMillis;
      assertThat(timers.remove(key)).isEqualTo(before);
      if (afterMillis != Long.MAX_VALUE) {
        timers.put(key, afterMillis);
      }
    }
  }
}
