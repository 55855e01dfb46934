package io.millrace.jobs.detect;

import io.millrace.config.ConfigException;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.model.Pattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which versions of which patterns there are and from when to when they hold. A version of a
 * pattern begins when the one before ends, and later than that began; what was said of it once is
 * never taken back, but for its end.
 */
final class VersionBook {

  /** No time is promised yet: what is offered holds at all times. */
  static final long NO_PROMISE = Long.MIN_VALUE;

  private final Duration mostLateness;

  /** By id, in time. */
  private final TreeMap<String, List<PatternVersion>> versions = new TreeMap<>();

  /**
   * What came of an offer: nothing, versions that are new or end, or a refusal.
   *
   * @param problem why the offer was refused, or an empty text
   */
  record Outcome(List<PatternVersion> changed, String problem) {

    static final Outcome NOTHING = new Outcome(List.of(), "");

    static Outcome refused(String problem) {
      return new Outcome(List.of(), problem);
    }
  }

  /**
   * Empty.
   *
   * @param mostLateness of a pattern; an event further behind may be behind the watermark
   */
  VersionBook(Duration mostLateness) {
    this.mostLateness = mostLateness;
  }

  /** Puts in what was in the book before, in any order. */
  void restore(PatternVersion version) {
    List<PatternVersion> known = versions.computeIfAbsent(version.id(), any -> new ArrayList<>());
    known.add(version);
    known.sort((a, b) -> Long.compare(a.fromMillis(), b.fromMillis()));
  }

  /**
   * What someone wrote about a pattern.
   *
   * @param definition null: it is to hold no more
   * @param promiseMillis no version may begin at or before it
   */
  Outcome offer(String id, @Nullable String definition, long promiseMillis) {
    if (promiseMillis == Long.MAX_VALUE) {
      return Outcome.NOTHING; // behind the end of all events
    }
    PatternVersion last = last(id);
    if (definition == null) {
      if (last == null || !last.isOpen()) {
        return Outcome.NOTHING;
      }
      PatternVersion ended = last.endingAt(next(last, promiseMillis));
      replaceLast(ended);
      return new Outcome(List.of(ended), "");
    }
    if (last != null && last.isOpen() && last.definition().equals(definition)) {
      return Outcome.NOTHING;
    }
    CompiledPatterns.Compiled compiled;
    try {
      compiled = PatternVersion.compile(id, definition);
    } catch (ConfigException e) {
      return Outcome.refused(String.valueOf(e.getMessage()));
    }
    String problem = problem(id, compiled, last);
    return problem.isEmpty()
        ? accept(compiled.pattern(), definition, last, promiseMillis)
        : Outcome.refused(problem);
  }

  private String problem(
      String id, CompiledPatterns.Compiled compiled, @Nullable PatternVersion last) {
    Pattern pattern = compiled.pattern();
    if (!pattern.id().equals(id)) {
      return "the record's key is '"
          + id
          + "' and the pattern's id '"
          + pattern.id()
          + "'; write the id as key";
    }
    if (pattern.lateness().compareTo(mostLateness) > 0) {
      return "lateness is "
          + pattern.lateness()
          + ", and detect.lateness "
          + mostLateness
          + "; write less, or raise detect.lateness";
    }
    if (last != null && pattern.version() <= last.version()) {
      return "version "
          + last.version()
          + " is known"
          + (last.isOpen() ? " with other contents" : " and has ended")
          + "; raise version to "
          + (last.version() + 1);
    }
    return compiled.problem();
  }

  private Outcome accept(
      Pattern pattern, String definition, @Nullable PatternVersion last, long promiseMillis) {
    List<PatternVersion> changed = new ArrayList<>();
    long from = PatternVersion.ALWAYS;
    long since = from;
    if (last != null) {
      from = next(last, promiseMillis);
      since = last.isOpen() && isOfOneShape(last, pattern) ? last.sinceMillis() : from;
      if (last.isOpen()) {
        PatternVersion ended = last.endingAt(from);
        replaceLast(ended);
        changed.add(ended);
      }
    } else if (promiseMillis != NO_PROMISE) {
      from = promiseMillis + 1;
      since = from;
    }
    PatternVersion added =
        new PatternVersion(
            pattern.id(), pattern.version(), definition, from, PatternVersion.OPEN, since);
    versions.computeIfAbsent(pattern.id(), any -> new ArrayList<>()).add(added);
    changed.add(added);
    return new Outcome(changed, "");
  }

  /** What is disabled remembers nothing. */
  private static boolean isOfOneShape(PatternVersion last, Pattern next) {
    LivePattern before;
    try {
      before = last.live();
    } catch (ConfigException | IllegalArgumentException e) {
      return false; // of an older release
    }
    LivePattern after =
        new LivePattern(next, last.fromMillis(), last.untilMillis(), last.sinceMillis());
    return before.pattern().enabled()
        && next.enabled()
        && Rule.of(before).shape() == Rule.of(after).shape();
  }

  /** When something new about a pattern may begin. */
  private static long next(PatternVersion last, long promiseMillis) {
    return last.isOpen()
        ? Math.max(last.fromMillis(), promiseMillis) + 1
        : Math.max(last.untilMillis(), promiseMillis + 1);
  }

  private void replaceLast(PatternVersion version) {
    List<PatternVersion> known = versions.getOrDefault(version.id(), new ArrayList<>());
    known.set(known.size() - 1, version);
  }

  private @Nullable PatternVersion last(String id) {
    List<PatternVersion> known = versions.get(id);
    return known == null ? null : known.get(known.size() - 1);
  }

  /**
   * Forgets what held at or before a time at which nothing will be judged any more; the last
   * version of each pattern stays, since the next one has to be higher.
   */
  void retire(long watermarkMillis) {
    for (List<PatternVersion> known : versions.values()) {
      PatternVersion last = known.get(known.size() - 1);
      known.removeIf(
          version ->
              !version.isOpen()
                  && version.untilMillis() <= watermarkMillis
                  && !version.equals(last));
    }
  }

  /** In the order of their ids, and in time. */
  List<PatternVersion> all() {
    return versions.values().stream().flatMap(List::stream).toList();
  }
}
