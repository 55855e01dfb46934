package io.millrace.patterns.naive;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is looked for; times in milliseconds. */
sealed interface Rule {

  /** Which events; of any collection if that is null. */
  record Select(@Nullable String collection, Condition condition) {
    boolean takes(PlainEvent event) {
      return (collection == null || collection.equals(event.collection()))
          && condition.holds(event);
    }

    String eql() {
      return (collection == null ? "any" : collection) + " where " + condition.eql();
    }
  }

  /**
   * A field by which events are told apart.
   *
   * @param optional whether events without it belong together
   */
  record By(String field, boolean optional) {
    String eql() {
      return (optional ? "?" : "") + field;
    }

    static String eql(List<By> keys) {
      return keys.isEmpty()
          ? ""
          : keys.stream().map(By::eql).collect(Collectors.joining(", ", " by ", ""));
    }

    /** Null if the event lacks one that it must have. */
    static @Nullable List<String> valuesOf(List<By> keys, PlainEvent event) {
      List<String> values = new ArrayList<>();
      for (By key : keys) {
        Object value = event.value(key.field);
        if (value == null && !key.optional) {
          return null;
        }
        values.add(String.valueOf(value));
      }
      return values;
    }
  }

  record Single(Select events) implements Rule {}

  record Step(Select events, List<By> by, int runs, boolean missing) {
    public Step {
      by = List.copyOf(by);
    }

    boolean takes(PlainEvent event, List<String> key) {
      return events.takes(event) && key.equals(By.valuesOf(by, event));
    }

    String eql() {
      return (missing ? "!" : "")
          + "["
          + events.eql()
          + "]"
          + By.eql(by)
          + (runs == 1 ? "" : " with runs=" + runs);
    }
  }

  record Sequence(List<Step> steps, long maxSpan, @Nullable Step until) implements Rule {
    public Sequence {
      steps = List.copyOf(steps);
    }
  }

  enum Aggregate {
    COUNT,
    DISTINCT,
    SUM,
    AVERAGE,
    PERCENTILE
  }

  enum Comparison {
    EQUAL("eq"),
    NOT_EQUAL("neq"),
    LESS("lt"),
    LESS_OR_EQUAL("lte"),
    GREATER("gt"),
    GREATER_OR_EQUAL("gte");

    final String word;

    Comparison(String word) {
      this.word = word;
    }

    /** Of what {@code compareTo} said. */
    boolean holds(int compared) {
      return switch (this) {
        case EQUAL -> compared == 0;
        case NOT_EQUAL -> compared != 0;
        case LESS -> compared < 0;
        case LESS_OR_EQUAL -> compared <= 0;
        case GREATER -> compared > 0;
        case GREATER_OR_EQUAL -> compared >= 0;
      };
    }
  }

  record Threshold(
      Select events,
      List<By> by,
      Aggregate aggregate,
      String value,
      int percent,
      Comparison comparison,
      long limit,
      long window)
      implements Rule {
    public Threshold {
      by = List.copyOf(by);
    }
  }

  record NewTerms(Select events, List<By> by, List<String> terms, long history, long learn)
      implements Rule {
    public NewTerms {
      by = List.copyOf(by);
      terms = List.copyOf(terms);
    }
  }

  enum Direction {
    UP,
    DOWN,
    BOTH
  }

  /**
   * Season NONE if that is 0, else how many intervals make one.
   *
   * @param value what is summed or averaged
   */
  record Spike(
      Select events,
      List<By> by,
      Aggregate aggregate,
      String value,
      long interval,
      int season,
      int history,
      int warmUp,
      double confidence,
      Direction direction)
      implements Rule {
    public Spike {
      by = List.copyOf(by);
    }
  }

  record GeoVelocity(
      Select events,
      List<By> by,
      String latitude,
      String longitude,
      double fasterThanKmPerHour,
      double leastKm,
      long window)
      implements Rule {
    public GeoVelocity {
      by = List.copyOf(by);
    }
  }

  record Heartbeat(Select events, List<By> by, long within) implements Rule {
    public Heartbeat {
      by = List.copyOf(by);
    }
  }

  /**
   * Every kind; or, if that is not null, what is asked of them: of those of which there is an
   * event, or of those that come in their order. Then no kind is missing or runs.
   */
  record Temporal(List<Step> kinds, long window, boolean ordered, @Nullable Occurred asked)
      implements Rule {
    public Temporal {
      kinds = List.copyOf(kinds);
    }

    Temporal(List<Step> kinds, long window, boolean ordered) {
      this(kinds, window, ordered, null);
    }
  }

  /**
   * A threshold or temporal rule to which what others find are events too.
   *
   * @param keys how many the outer one has
   */
  record Chain(Rule outer, int keys, List<Link> links) implements Rule {
    public Chain {
      links = List.copyOf(links);
    }
  }

  /**
   * What one rule finds, as events of another.
   *
   * @param kind which kind of a temporal rule
   * @param keys for each key of the other rule
   * @param value what is aggregated, if anything is
   */
  record Link(Rule rule, int kind, List<Has> keys, @Nullable Has value) {
    public Link {
      keys = List.copyOf(keys);
    }
  }

  /**
   * What is taken of that which a rule finds.
   *
   * @param key which of its keys; -1 for none
   * @param by then a field of the event at which it was found
   */
  record Has(int key, By by) {}

  /** In EQL, if it can be said in it. */
  static @Nullable String eql(Rule rule) {
    if (rule instanceof Single single) {
      return single.events.eql();
    }
    if (rule instanceof Sequence sequence) {
      return "sequence with maxspan="
          + sequence.maxSpan
          + "ms\n"
          + sequence.steps.stream().map(step -> "  " + step.eql()).collect(Collectors.joining("\n"))
          + (sequence.until == null ? "" : "\nuntil " + sequence.until.eql());
    }
    return null;
  }
}
