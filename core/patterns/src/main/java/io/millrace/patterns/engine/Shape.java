package io.millrace.patterns.engine;

import io.millrace.patterns.model.Combination;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Key;
import io.millrace.patterns.model.Query;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the state of a detection depends on: its kind, stages, keys, values and spans, but no
 * condition, limit or confidence, so that tuning these does not forget what was seen.
 */
final class Shape {

  private Shape() {}

  /** As long as versions of one detection's shape follow each other. */
  static String of(LivePattern live) {
    String detection = of(live.pattern().detection());
    return live.sinceMillis() == Long.MIN_VALUE
        ? detection
        : detection + " since " + live.sinceMillis();
  }

  static String of(Detection detection) {
    if (detection instanceof Detection.Eql eql) {
      if (!(eql.query() instanceof Query.Sequence sequence)) {
        return "single";
      }
      return "sequence "
          + stages(sequence.stages())
          + (sequence.until() == null ? "" : " until" + keys(sequence.until().keys()))
          + " in "
          + (sequence.maxSpan() == null ? "ever" : millis(sequence.maxSpan()));
    } else if (detection instanceof Detection.Threshold threshold) {
      return "threshold "
          + threshold.aggregate()
          + value(threshold.value())
          + threshold.selections().stream()
              .map(selection -> keys(selection.keys()) + value(selection.value()))
              .collect(Collectors.joining())
          + " in "
          + millis(threshold.window());
    } else if (detection instanceof Detection.NewTerms terms) {
      return "terms "
          + terms.terms().stream().map(ExpressionText::of).collect(Collectors.joining(", "))
          + keys(terms.keys())
          + " in "
          + millis(terms.history());
    } else if (detection instanceof Detection.Spike spike) {
      return "spike "
          + spike.aggregate()
          + value(spike.value())
          + keys(spike.keys())
          + " each "
          + millis(spike.interval())
          + " "
          + spike.season()
          + " "
          + spike.history();
    } else if (detection instanceof Detection.GeoVelocity geo) {
      return "geo "
          + ExpressionText.of(geo.latitude())
          + ", "
          + ExpressionText.of(geo.longitude())
          + keys(geo.keys())
          + " in "
          + millis(geo.window());
    } else if (detection instanceof Detection.Heartbeat heartbeat) {
      return "heartbeat" + keys(heartbeat.keys()) + " in " + millis(heartbeat.within());
    } else if (detection instanceof Detection.Temporal temporal) {
      return (temporal.ordered() ? "ordered " : "unordered ")
          + asked(temporal)
          + stages(temporal.kinds())
          + " in "
          + millis(temporal.window());
    } else if (detection instanceof Detection.Chain chain) {
      return "chain "
          + of(chain.outer())
          + chain.links().stream()
              .map(
                  link ->
                      " with ("
                          + of(link.detection())
                          + ") as "
                          + link.kind()
                          + " by "
                          + link.keys().stream().map(Shape::found).toList()
                          + link.value().stream()
                              .map(field -> " of " + found(field))
                              .collect(Collectors.joining()))
              .collect(Collectors.joining());
    }
    throw new AssertionError(detection);
  }

  /** Which ways through the kinds there are; in any order the state is of each kind. */
  private static String asked(Detection.Temporal temporal) {
    if (temporal.asked() == null) {
      return "";
    } else if (!temporal.ordered()) {
      return "some of ";
    } else if (temporal.asked() instanceof Combination.Count count) {
      SortedSet<Integer> counts = new TreeSet<>(count.counts());
      int most = temporal.kinds().size();
      boolean upward = counts.last() == most && counts.first() + counts.size() == most + 1;
      return (upward ? counts.first() : counts) + " of ";
    }
    return temporal.asked() + " of ";
  }

  private static String stages(List<Query.Stage> stages) {
    return stages.stream()
        .map(stage -> (stage.missing() ? "!" : "") + stage.runs() + keys(stage.keys()))
        .collect(Collectors.joining(" "));
  }

  private static String keys(List<Key> keys) {
    return keys.stream().map(Shape::key).collect(Collectors.joining(", ", " by (", ")"));
  }

  private static String key(Key key) {
    return (key.optional() ? "?" : "") + ExpressionText.of(key.value());
  }

  private static String found(Detection.FoundField field) {
    return field instanceof Detection.FoundField.OfKey key
        ? String.valueOf(key.place())
        : key(((Detection.FoundField.OfEvent) field).key());
  }

  private static String value(@Nullable Expression value) {
    return value == null ? "" : " of " + ExpressionText.of(value);
  }

  private static long millis(Duration duration) {
    return duration.toMillis();
  }
}
