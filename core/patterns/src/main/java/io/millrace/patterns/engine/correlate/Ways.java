package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.model.Combination;
import io.millrace.patterns.model.Detection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The ways through the kinds of an ordered detection, each the beginning of longer ones, and which
 * of them are what is looked for. One way for all that ends in a step is enough: that of those that
 * end with the newest event which begins last. A later event of the step's kind ends one that
 * begins no earlier, so what is over is never missed.
 */
record Ways(List<Step> steps, List<Goal> goals) {

  /**
   * A place where ways end.
   *
   * @param kind of the event that ends them
   * @param before the steps from which they may come, all of them listed before; none: they begin
   *     here
   */
  record Step(int kind, List<Integer> before) {
    Step {
      before = List.copyOf(before);
    }
  }

  /**
   * A way that is looked for.
   *
   * @param ends one of these has one; without any it needs none
   * @param absent none of these has one
   * @param kinds a bit for each kind that the way goes through, if it is always the same
   */
  record Goal(List<Integer> ends, List<Integer> absent, long kinds) {
    Goal {
      ends = List.copyOf(ends);
      absent = List.copyOf(absent);
    }

    boolean isPartOf(Goal other) {
      return kinds != other.kinds && (kinds | other.kinds) == other.kinds;
    }
  }

  Ways {
    steps = List.copyOf(steps);
    goals = List.copyOf(goals);
  }

  static Ways of(Detection.Temporal temporal) {
    Combination asked = temporal.asked();
    if (asked == null) {
      return all(temporal);
    } else if (asked instanceof Combination.Count count) {
      return some(temporal.kinds().size(), new TreeSet<>(count.counts()));
    }
    return alternatives(temporal.kinds().size(), asked.alternatives());
  }

  /** As often as they run, but for those that should be missing. */
  private static Ways all(Detection.Temporal temporal) {
    List<Step> steps = new ArrayList<>();
    for (int kind = 0; kind < temporal.kinds().size(); kind++) {
      if (!temporal.kinds().get(kind).missing()) {
        for (int run = 0; run < temporal.kinds().get(kind).runs(); run++) {
          steps.add(new Step(kind, steps.isEmpty() ? List.of() : List.of(steps.size() - 1)));
        }
      }
    }
    return new Ways(steps, List.of(new Goal(List.of(steps.size() - 1), List.of(), 0)));
  }

  /** Ways of each length to each kind, where they can still become long enough. */
  private static Ways some(int kinds, TreeSet<Integer> counts) {
    counts.removeIf(count -> count < 1 || count > kinds);
    if (counts.isEmpty()) {
      throw new IllegalArgumentException("no count of 1 to " + kinds + " is asked for");
    }
    // The first of each run of counts, and the one behind it.
    Map<Integer, Integer> runs = new HashMap<>();
    for (int count : counts) {
      if (!counts.contains(count - 1)) {
        int behind = count + 1;
        while (counts.contains(behind)) {
          behind++;
        }
        runs.put(count, behind);
      }
    }
    int longest = 0;
    for (Map.Entry<Integer, Integer> run : runs.entrySet()) {
      longest = Math.max(longest, run.getValue() > kinds ? run.getKey() : run.getValue());
    }
    int least = counts.first();
    List<Step> steps = new ArrayList<>();
    List<List<Integer>> ofLength = new ArrayList<>();
    ofLength.add(List.of());
    for (int length = 1; length <= longest; length++) {
      List<Integer> own = new ArrayList<>();
      int last = kinds - 1 - Math.max(0, least - length);
      for (int kind = length - 1; kind <= last; kind++) {
        int at = kind;
        own.add(steps.size());
        steps.add(
            new Step(
                kind,
                ofLength.get(length - 1).stream().filter(i -> steps.get(i).kind < at).toList()));
      }
      ofLength.add(own);
    }
    List<Goal> goals = new ArrayList<>();
    for (Map.Entry<Integer, Integer> run : runs.entrySet()) {
      goals.add(
          new Goal(
              ofLength.get(run.getKey()),
              run.getValue() > kinds ? List.of() : ofLength.get(run.getValue()),
              0));
    }
    return new Ways(steps, goals);
  }

  /** Those that begin alike share their beginning, and one has begun with any event. */
  private static Ways alternatives(int kinds, List<Combination.Alternative> alternatives) {
    List<Step> steps = new ArrayList<>();
    Map<List<Integer>, Integer> known = new HashMap<>();
    for (int kind = 0; kind < kinds; kind++) {
      var unused = end(List.of(kind), steps, known);
    }
    List<Goal> goals = new ArrayList<>();
    for (Combination.Alternative alternative : alternatives) {
      List<Integer> way = places(alternative.there());
      List<Integer> ends = way.isEmpty() ? List.of() : List.of(end(way, steps, known));
      List<Integer> absent =
          places(alternative.absent()).stream()
              .map(kind -> end(List.of(kind), steps, known))
              .toList();
      goals.add(new Goal(ends, absent, alternative.there()));
    }
    return new Ways(steps, goals);
  }

  private static int end(List<Integer> way, List<Step> steps, Map<List<Integer>, Integer> known) {
    Integer there = known.get(way);
    if (there != null) {
      return there;
    }
    int last = way.size() - 1;
    List<Integer> before = last == 0 ? List.of() : List.of(end(way.subList(0, last), steps, known));
    steps.add(new Step(way.get(last), before));
    known.put(List.copyOf(way), steps.size() - 1);
    return steps.size() - 1;
  }

  private static List<Integer> places(long bits) {
    return IntStream.range(0, Long.SIZE).filter(i -> (bits >> i & 1) != 0).boxed().toList();
  }
}
