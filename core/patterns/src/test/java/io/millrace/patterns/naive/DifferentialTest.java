package io.millrace.patterns.naive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.naive.EngineAdapter.Said;
import io.millrace.patterns.naive.RandomCases.Case;
import io.millrace.patterns.naive.RandomCases.Watch;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The engine says what {@link Naive} says: of events in their order, and shuffled within the
 * lateness, twice, between any watermarks, with its states turned to bytes at each step, with and
 * without the index. {@code -Dpatterns.seed=} begins elsewhere, {@code -Dpatterns.cases=} sets how
 * many.
 */
class DifferentialTest {

  private static final int CASES = Integer.getInteger("patterns.cases", 2_000);
  private static final long SEED = Long.getLong("patterns.seed", 20_261_123);

  @Test
  void engine_findsWhatThePlainEvaluatorFinds() {
    int found = 0;
    for (long seed = SEED; seed < SEED + CASES; seed++) {
      Case some = new RandomCases(seed).next();
      String wrong = wrong(some, seed);
      if (wrong != null) {
        Case least = shrunk(some, seed);
        fail(
            "-Dpatterns.cases=1 -Dpatterns.seed=" + seed + "\n" + text(least) + wrong(least, seed));
      }
      found += expected(some).values().stream().mapToInt(List::size).sum();
    }
    assertThat(found).as("found in all cases").isGreaterThan(CASES);
  }

  private static Case shrunk(Case some, long seed) {
    Case least = some;
    for (Watch watch : some.watches()) {
      Case without =
          new Case(
              least.watches().stream().filter(other -> other != watch).toList(), least.events());
      if (!without.watches().isEmpty() && wrong(without, seed) != null) {
        least = without;
      }
    }
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (PlainEvent event : least.events()) {
        Case without =
            new Case(
                least.watches(),
                least.events().stream().filter(Predicate.not(event::equals)).toList());
        if (wrong(without, seed) != null) {
          least = without;
          smaller = true;
          break;
        }
      }
    }
    return least;
  }

  private static Map<String, List<Found>> expected(Case some) {
    Map<String, List<Found>> expected = new HashMap<>();
    for (int i = 0; i < some.watches().size(); i++) {
      Watch watch = some.watches().get(i);
      expected.put("p" + i, Naive.find(watch.rule(), watch.suppressed(), some.events()));
    }
    return expected;
  }

  /** Null if nothing is. */
  private static @Nullable String wrong(Case some, long seed) {
    Map<String, List<Found>> expected = expected(some);
    Random random = new Random(~seed);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      String how = i == 0 ? "in order" : "shuffled, run " + i;
      EngineAdapter engine;
      try {
        engine = i == 0 ? inOrder(some) : shuffled(some, random);
      } catch (RuntimeException e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        return how + ": " + trace;
      }
      for (Map.Entry<String, List<Found>> each : expected.entrySet()) {
        List<String> wanted = lines(each.getValue());
        List<Found> said =
            engine.said().stream()
                .filter(one -> one.pattern().equals(each.getKey()))
                .map(Said::found)
                .toList();
        boolean stateless = isStateless(some, each.getKey());
        List<String> got = lines(stateless ? said.stream().distinct().toList() : said);
        if (!wanted.equals(got)) {
          return how + ", " + each.getKey() + "\nexpected " + wanted + "\ngot      " + got;
        }
      }
      Set<String> its = engine.said().stream().map(Said::id).collect(Collectors.toSet());
      if (its.size() != engine.said().stream().distinct().count() || (i > 0 && !its.equals(ids))) {
        return how + ": alerts have other ids";
      }
      ids.addAll(its);
      if (engine.remembered() > 0) {
        return how + ": keys are remembered for ever";
      }
    }
    return null;
  }

  private static boolean isStateless(Case some, String pattern) {
    Watch watch = some.watches().get(Integer.parseInt(pattern.substring(1)));
    return watch.rule() instanceof Rule.Single && watch.suppressed() == null;
  }

  private static List<String> lines(List<Found> found) {
    return found.stream()
        .sorted(Comparator.comparingLong(Found::last).thenComparing(DifferentialTest::line))
        .map(DifferentialTest::line)
        .toList();
  }

  private static String line(Found found) {
    return found.key()
        + " "
        + found.events()
        + " "
        + (found.first() - RandomCases.BEGIN)
        + ".."
        + (found.last() - RandomCases.BEGIN);
  }

  private static EngineAdapter inOrder(Case some) {
    EngineAdapter engine = engine(some, Duration.ZERO, false, true, false, false);
    some.events().forEach(event -> engine.event(event, 0));
    engine.watermark(Long.MAX_VALUE - 1);
    return engine;
  }

  private static EngineAdapter shuffled(Case some, Random random) {
    long lateness = random.nextInt(4) * (random.nextInt(3) == 0 ? 3_600_000L : 2);
    EngineAdapter engine =
        engine(
            some,
            Duration.ofMillis(lateness),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean());
    Map<PlainEvent, Long> arrivals = new HashMap<>();
    for (PlainEvent event : some.events()) {
      arrivals.put(event, event.time() + (lateness == 0 ? 0 : random.nextLong(lateness + 1)));
    }
    List<PlainEvent> arriving = new ArrayList<>(some.events());
    arriving.sort(Comparator.comparing(arrivals::get));
    long greatest = Long.MIN_VALUE;
    long watermark = Long.MIN_VALUE;
    for (int i = 0; i < arriving.size(); i++) {
      PlainEvent event = arriving.get(i);
      greatest = Math.max(greatest, event.time());
      engine.event(event, greatest - event.time());
      if (random.nextInt(8) == 0) {
        engine.event(arriving.get(random.nextInt(i + 1)), 0);
      }
      if (random.nextInt(8) == 0) {
        // Too far behind to count.
        engine.event(
            new PlainEvent(1_000, event.collection(), event.time(), event.fields()), lateness + 1);
      }
      long most = greatest - lateness - 1;
      if (random.nextBoolean() && most > watermark) {
        watermark =
            watermark == Long.MIN_VALUE ? most : watermark + 1 + random.nextLong(most - watermark);
        engine.watermark(watermark);
      }
    }
    engine.watermark(Long.MAX_VALUE - 1);
    return engine;
  }

  private static EngineAdapter engine(
      Case some,
      Duration lateness,
      boolean asText,
      boolean indexed,
      boolean restarts,
      boolean onTimers) {
    List<Pattern> patterns = new ArrayList<>();
    for (int i = 0; i < some.watches().size(); i++) {
      Watch watch = some.watches().get(i);
      String eql = asText ? Rule.eql(watch.rule()) : null;
      patterns.add(
          Models.pattern(
              "p" + i,
              eql == null ? Models.detection(watch.rule()) : EngineAdapter.detection(eql),
              lateness,
              watch.suppressed()));
    }
    return new EngineAdapter(patterns, indexed, restarts, onTimers);
  }

  private static String text(Case some) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < some.watches().size(); i++) {
      Watch watch = some.watches().get(i);
      String eql = Rule.eql(watch.rule());
      text.append("p" + i + " = " + (eql == null ? watch.rule() : eql))
          .append(watch.suppressed() == null ? "" : " " + watch.suppressed())
          .append('\n');
    }
    for (PlainEvent event : some.events()) {
      text.append(event.order() + " at " + (event.time() - RandomCases.BEGIN))
          .append(" " + event.collection() + " " + event.fields() + "\n");
    }
    return text.toString();
  }
}
