package io.millrace.patterns.naive;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Small rules over few values, so that much is found, and events for them. */
final class RandomCases {

  /** Some Thursday, so that times are as large as in life; a multiple of a day. */
  static final long BEGIN = 19_675L * 86_400_000;

  private static final List<String> KINDS = List.of("a", "b", "c", "d");
  private static final List<String> USERS = List.of("ada", "bob");
  private static final List<String> HOSTS = List.of("h1", "h2");
  private static final long[][] PLACES = {
    {60, 25}, {59, 18}, {52, 13}, {0, 0}, {-34, 151}, {40, -74}
  };

  /** A rule, and what silences it. */
  record Watch(Rule rule, @Nullable Suppressed suppressed) {}

  /** Rules that look at the same events. */
  record Case(List<Watch> watches, List<PlainEvent> events) {
    Case {
      watches = List.copyOf(watches);
      events = List.copyOf(events);
    }
  }

  private final Random random;

  RandomCases(long seed) {
    random = new Random(seed);
  }

  Case next() {
    List<Watch> watches = new ArrayList<>();
    int size = random.nextInt(3) == 0 ? between(2, 4) : 1;
    for (int i = 0; i < size; i++) {
      watches.add(watch());
    }
    return new Case(watches, events(unit(watches.get(0).rule()), random.nextInt(5)));
  }

  private Watch watch() {
    Rule rule = rule();
    return new Watch(
        rule,
        random.nextInt(4) > 0
            ? null
            : new Suppressed(
                random.nextBoolean() ? List.of() : List.of(new Rule.By("host", true)),
                between(2, 15) * unit(rule)));
  }

  /** Milliseconds in which the times of a rule are measured. */
  private static long unit(Rule rule) {
    if (rule instanceof Rule.GeoVelocity) {
      return 600_000;
    }
    return rule instanceof Rule.Spike ? 7_200_000 : 1;
  }

  private List<PlainEvent> events(long unit, int spread) {
    List<PlainEvent> events = new ArrayList<>();
    int size = between(1, 30);
    long time = BEGIN + between(0, 20) * unit;
    for (int order = 0; order < size; order++) {
      time += random.nextInt(spread + 2) * unit;
      Map<String, Object> fields = new HashMap<>();
      put(fields, "kind", KINDS);
      put(fields, "user", USERS);
      put(fields, "at.host", HOSTS);
      put(fields, "host", HOSTS);
      if (random.nextInt(8) > 0) {
        fields.put("n", (long) random.nextInt(5));
      }
      long[] place = PLACES[random.nextInt(PLACES.length)];
      if (random.nextInt(8) > 0) {
        fields.put("lat", place[0]);
        fields.put("lon", place[1]);
      }
      events.add(new PlainEvent(order, random.nextInt(4) == 0 ? "y" : "x", time, fields));
    }
    return events;
  }

  private void put(Map<String, Object> fields, String name, List<String> values) {
    if (random.nextInt(8) > 0) {
      fields.put(name, values.get(random.nextInt(values.size())));
    }
  }

  private Rule rule() {
    return switch (random.nextInt(14)) {
      case 0 -> new Rule.Single(select());
      case 1, 2 -> threshold();
      case 3 ->
          new Rule.NewTerms(
              select(),
              by(),
              random.nextBoolean() ? List.of("kind") : List.of("kind", "n"),
              span(),
              random.nextInt(2) * span());
      case 4 ->
          new Rule.GeoVelocity(
              select(), by(), "lat", "lon", 900, between(0, 3) * 500, span() * 600_000);
      case 5 -> new Rule.Heartbeat(select(), by(), between(1, 8));
      case 6, 7 -> temporal();
      case 8 -> spike();
      case 9, 10 -> chain(by(), 4);
      default -> sequence();
    };
  }

  private Rule threshold() {
    return threshold(select(), by(), anyOf(Rule.Aggregate.values()));
  }

  private Rule.Threshold threshold(Rule.Select select, List<Rule.By> by, Rule.Aggregate aggregate) {
    return new Rule.Threshold(
        select,
        by,
        aggregate,
        aggregate == Rule.Aggregate.DISTINCT && random.nextBoolean() ? "kind" : "n",
        between(1, 100),
        anyOf(Rule.Comparison.values()),
        between(1, 4),
        span());
  }

  private Rule spike() {
    Rule.Aggregate aggregate =
        anyOf(
            new Rule.Aggregate[] {
              Rule.Aggregate.COUNT, Rule.Aggregate.SUM, Rule.Aggregate.AVERAGE
            });
    long interval = 7_200_000L * (1 + random.nextInt(2));
    int history = between(2, 6);
    return new Rule.Spike(
        select(),
        by(),
        aggregate,
        "n",
        interval,
        random.nextInt(3) == 0 ? (int) (86_400_000 / interval) : 0,
        history,
        between(2, history),
        0.5 + random.nextInt(4900) / 10_000.0,
        anyOf(Rule.Direction.values()));
  }

  private Rule temporal() {
    List<Rule.By> by = by();
    List<Rule.Step> kinds = new ArrayList<>();
    int size = between(1, 3);
    for (int i = 0; i < size; i++) {
      kinds.add(new Rule.Step(select(), sameKeys(by), between(1, 2), false));
    }
    if (random.nextInt(4) == 0) {
      kinds.add(random.nextInt(kinds.size() + 1), new Rule.Step(select(), sameKeys(by), 1, true));
    }
    return temporal(kinds, random.nextBoolean());
  }

  /** Perhaps something else is asked of its kinds than that they are there. */
  private Rule.Temporal temporal(List<Rule.Step> kinds, boolean ordered) {
    if (random.nextInt(3) > 0) {
      return new Rule.Temporal(kinds, span(), ordered);
    }
    List<Rule.Step> single = new ArrayList<>();
    kinds.forEach(kind -> single.add(new Rule.Step(kind.events(), kind.by(), 1, false)));
    if (!ordered) {
      return new Rule.Temporal(single, span(), false, asked(kinds.size(), 2, true));
    }
    int more = between(kinds.size() == 1 ? 1 : 0, 2);
    for (int i = 0; i < more; i++) {
      single.add(new Rule.Step(select(), kinds.get(0).by(), 1, false));
    }
    Occurred asked =
        random.nextBoolean()
            ? new Occurred.Count(counts(single.size()))
            : asked(single.size(), 3, false);
    return new Rule.Temporal(single, span(), true, asked);
  }

  /** One or two of them, or all from one on. */
  private List<Integer> counts(int kinds) {
    int least = between(1, kinds);
    return random.nextBoolean()
        ? List.of(least, between(1, kinds))
        : IntStream.rangeClosed(least, kinds).boxed().toList();
  }

  private Occurred asked(int kinds, int depth, boolean counts) {
    return switch (random.nextInt(depth == 0 ? 2 : 5)) {
      case 0 -> new Occurred.Kind(random.nextInt(kinds));
      case 1 ->
          counts ? new Occurred.Count(counts(kinds)) : new Occurred.Kind(random.nextInt(kinds));
      case 2 -> new Occurred.Not(asked(kinds, depth - 1, counts));
      case 3 -> new Occurred.Both(asked(kinds, depth - 1, counts), asked(kinds, depth - 1, counts));
      default ->
          new Occurred.Either(asked(kinds, depth - 1, counts), asked(kinds, depth - 1, counts));
    };
  }

  /**
   * Over findings of others.
   *
   * @param by its keys
   */
  private Rule.Chain chain(List<Rule.By> by, int deep) {
    List<Rule.Link> links = new ArrayList<>();
    boolean ordered = random.nextBoolean();
    boolean counts = random.nextBoolean();
    int kinds = counts ? 1 : between(1, 3);
    Rule.Aggregate aggregate =
        random.nextBoolean() ? Rule.Aggregate.COUNT : anyOf(Rule.Aggregate.values());
    int size = between(1, 2);
    for (int i = 0; i < size; i++) {
      List<Rule.By> inner = new ArrayList<>();
      boolean hasAll = random.nextInt(3) > 0;
      for (Rule.By one : by) {
        if (hasAll || random.nextBoolean()) {
          inner.add(one);
        }
      }
      for (Rule.By more :
          List.of(
              new Rule.By("user", false),
              new Rule.By("host", random.nextBoolean()),
              new Rule.By("n", random.nextBoolean()))) {
        if (random.nextBoolean()
            && inner.stream().noneMatch(one -> one.field().equals(more.field()))) {
          inner.add(more);
        }
      }
      Collections.shuffle(inner, random);
      links.add(
          new Rule.Link(
              inner(inner, deep - 1),
              random.nextInt(kinds),
              by.stream().map(one -> has(one, inner)).toList(),
              counts && aggregate != Rule.Aggregate.COUNT ? value(inner) : null));
    }
    if (counts) {
      boolean canAggregate = links.stream().allMatch(link -> link.value() != null);
      return new Rule.Chain(
          threshold(perhapsNone(), by, canAggregate ? aggregate : Rule.Aggregate.COUNT),
          by.size(),
          canAggregate ? links : links.stream().map(RandomCases::withoutValue).toList());
    }
    List<Rule.Step> steps = new ArrayList<>();
    for (int kind = 0; kind < kinds; kind++) {
      int number = kind;
      boolean found = links.stream().anyMatch(link -> link.kind() == number);
      steps.add(
          new Rule.Step(
              found ? perhapsNone() : select(),
              otherHost(by),
              random.nextInt(4) == 0 ? 2 : 1,
              kind > 0 && random.nextInt(5) == 0));
    }
    return new Rule.Chain(temporal(steps, ordered), by.size(), links);
  }

  private static Rule.Link withoutValue(Rule.Link link) {
    return new Rule.Link(link.rule(), link.kind(), link.keys(), null);
  }

  /** The key if it is one of what was found, else the event's field, perhaps another one. */
  private Rule.Has has(Rule.By one, List<Rule.By> inner) {
    int place = inner.indexOf(one);
    return new Rule.Has(place, place < 0 ? otherHost(List.of(one)).get(0) : one);
  }

  private Rule.@Nullable Has value(List<Rule.By> inner) {
    Rule.By number = new Rule.By("n", false);
    if (random.nextInt(3) == 0) {
      return new Rule.Has(-1, number);
    }
    return inner.isEmpty() ? null : new Rule.Has(random.nextInt(inner.size()), number);
  }

  private Rule inner(List<Rule.By> by, int deep) {
    if (deep > 1 && random.nextInt(3) == 0) {
      return chain(by, deep);
    }
    if (random.nextBoolean()) {
      return threshold(select(), otherHost(by), anyOf(Rule.Aggregate.values()));
    }
    List<Rule.Step> steps = new ArrayList<>();
    int size = between(1, 2);
    for (int i = 0; i < size; i++) {
      steps.add(new Rule.Step(select(), otherHost(by), 1, i > 0 && random.nextInt(5) == 0));
    }
    return temporal(steps, random.nextBoolean());
  }

  private Rule.Select perhapsNone() {
    return random.nextBoolean() ? new Rule.Select(null, new Condition.Never()) : select();
  }

  /** Perhaps from another field. */
  private List<Rule.By> otherHost(List<Rule.By> by) {
    return random.nextInt(3) > 0
        ? by
        : by.stream()
            .map(one -> one.field().equals("host") ? new Rule.By("at.host", one.optional()) : one)
            .toList();
  }

  private Rule sequence() {
    List<Rule.By> by = by();
    List<Rule.Step> steps = new ArrayList<>();
    int size = between(1, 4);
    for (int i = 0; i < size; i++) {
      if (random.nextInt(4) == 0) {
        steps.add(new Rule.Step(select(), sameKeys(by), 1, true));
      }
      steps.add(
          new Rule.Step(select(), sameKeys(by), random.nextInt(4) == 0 ? between(2, 3) : 1, false));
    }
    if (size == 1 || random.nextInt(4) == 0) {
      steps.add(new Rule.Step(select(), sameKeys(by), 1, true));
    }
    return new Rule.Sequence(
        steps,
        span(),
        random.nextInt(3) == 0 ? new Rule.Step(select(), sameKeys(by), 1, false) : null);
  }

  private long span() {
    return between(2, 15);
  }

  private List<Rule.By> by() {
    return switch (random.nextInt(5)) {
      case 0 -> List.of();
      case 1 -> List.of(new Rule.By("user", true));
      case 2 -> List.of(new Rule.By("user", false), new Rule.By("host", random.nextBoolean()));
      default -> List.of(new Rule.By("user", false));
    };
  }

  /** Perhaps from other fields. */
  private List<Rule.By> sameKeys(List<Rule.By> by) {
    return by.size() == 2 && random.nextInt(3) == 0
        ? List.of(by.get(0), new Rule.By("at.host", by.get(1).optional()))
        : by;
  }

  private Rule.Select select() {
    return new Rule.Select(random.nextInt(5) == 0 ? "x" : null, condition(2));
  }

  private Condition condition(int depth) {
    return switch (random.nextInt(depth == 0 ? 8 : 11)) {
      case 0, 1, 2, 3 -> new Condition.Is("kind", oneOf(KINDS));
      case 4 -> new Condition.OneOf("kind", List.of(oneOf(KINDS), oneOf(KINDS)));
      case 5 -> new Condition.AtLeast("n", random.nextInt(5));
      case 6 -> new Condition.StartsWith("at.host", random.nextBoolean() ? "H1" : "h");
      case 7 -> random.nextBoolean() ? new Condition.Always() : new Condition.Absent("n");
      case 8 -> new Condition.Not(condition(depth - 1));
      case 9 -> new Condition.Both(condition(depth - 1), condition(depth - 1));
      default -> new Condition.Either(condition(depth - 1), condition(depth - 1));
    };
  }

  private int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  private String oneOf(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }

  private <T> T anyOf(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
