package io.millrace.patterns.engine;

import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Expression.Comparison;
import io.millrace.patterns.model.Key;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.model.Query;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Patterns in few words. */
public final class Make {

  private Make() {}

  public static final List<Key> BY_USER = List.of(new Key(field("user"), false));

  public static Expression.Field field(String path) {
    return new Expression.Field(path, false);
  }

  public static Key key(String path) {
    return new Key(field(path), false);
  }

  public static Expression constant(Object value) {
    return new Expression.Constant(
        value instanceof Number number ? new BigDecimal(number.toString()) : value);
  }

  public static Expression equal(String field, Object value) {
    return compare(field, Comparison.EQUAL, value);
  }

  public static Expression compare(String field, Comparison how, Object value) {
    return new Expression.Compare(how, field(field), constant(value), false);
  }

  public static EventSelector kind(String kind) {
    return new EventSelector("acts", equal("kind", kind));
  }

  public static Pattern pattern(Detection detection) {
    return pattern("p", 1, detection, null);
  }

  public static Pattern pattern(
      String id, int version, Detection detection, Pattern.@Nullable Suppression suppression) {
    return new Pattern(
        id,
        version,
        "A title",
        "",
        Pattern.Severity.HIGH,
        List.of("tag"),
        true,
        detection,
        Duration.ofMinutes(1),
        suppression,
        Map.of());
  }

  public static Pattern suppressed(Detection detection, int seconds) {
    return pattern(
        "p", 1, detection, new Pattern.Suppression(List.of(), Duration.ofSeconds(seconds)));
  }

  /** {@code A !B C*3} within so many seconds. */
  public static Detection sequence(String stages, int seconds, @Nullable String until) {
    return new Detection.Eql(
        new Query.Sequence(
            stages(stages),
            Duration.ofSeconds(seconds),
            until == null ? null : new Query.Stage(kind(until), BY_USER, 1, false)));
  }

  public static List<Query.Stage> stages(String stages) {
    List<Query.Stage> all = new ArrayList<>();
    for (String word : stages.trim().split(" +")) {
      boolean missing = word.startsWith("!");
      String[] runs = word.substring(missing ? 1 : 0).split("\\*", -1);
      all.add(
          new Query.Stage(
              kind(runs[0]), BY_USER, runs.length == 1 ? 1 : Integer.parseInt(runs[1]), missing));
    }
    return all;
  }

  public static Detection.Threshold threshold(
      Detection.Aggregate aggregate, int percent, Comparison how, String limit, int seconds) {
    return threshold(aggregate, percent, how, limit, seconds, 1);
  }

  public static Detection.Threshold threshold(
      Detection.Aggregate aggregate,
      int percent,
      Comparison how,
      String limit,
      int seconds,
      int leastEvents) {
    return new Detection.Threshold(
        kind("A"),
        BY_USER,
        aggregate,
        aggregate == Detection.Aggregate.COUNT ? null : field("value"),
        BigDecimal.valueOf(percent),
        List.of(new Detection.Bound(how, new BigDecimal(limit))),
        Duration.ofSeconds(seconds),
        leastEvents);
  }
}
