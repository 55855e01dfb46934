package io.millrace.jobs.detect;

import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Rules;
import io.millrace.patterns.engine.correlate.Correlator;
import io.millrace.patterns.engine.match.Matcher;
import io.millrace.patterns.model.Pattern;
import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Patterns by their texts, the newest of them, so that those in one process who need the same do
 * not each read it. Thread-safe.
 */
final class CompiledPatterns {

  private static final int MOST = 20_000;

  /** A pattern, and what the engine says against it. */
  static final class Compiled {

    private final Pattern pattern;
    private volatile @Nullable String problem;

    private Compiled(Pattern pattern) {
      this.pattern = pattern;
    }

    Pattern pattern() {
      return pattern;
    }

    /** Why it cannot be run, or an empty text. */
    String problem() {
      String known = problem;
      if (known == null) {
        known = unrunnable(pattern);
        problem = known;
      }
      return known;
    }

    private static String unrunnable(Pattern pattern) {
      try {
        Rules alone = new Rules(List.of(LivePattern.always(pattern)));
        Counters counters = new Counters();
        var unusedMatcher = new Matcher(alone, Limits.DEFAULT, counters, true);
        var unusedCorrelator = new Correlator(alone, Limits.DEFAULT, counters);
        return "";
      } catch (IllegalArgumentException e) {
        return "it cannot be run: " + e.getMessage();
      }
    }
  }

  private final Map<String, SoftReference<Compiled>> byDefinition =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SoftReference<Compiled>> eldest) {
          return size() > MOST;
        }
      };

  /** The pattern of a text, read if it is not known. */
  Compiled get(String definition, Supplier<Pattern> read) {
    synchronized (byDefinition) {
      SoftReference<Compiled> known = byDefinition.get(definition);
      Compiled compiled = known == null ? null : known.get();
      if (compiled != null) {
        return compiled;
      }
    }
    Compiled compiled = new Compiled(read.get());
    synchronized (byDefinition) {
      byDefinition.put(definition, new SoftReference<>(compiled));
    }
    return compiled;
  }
}
