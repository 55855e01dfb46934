package io.millrace.jobs.detect;

import io.millrace.patterns.model.Pattern;
import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Patterns by their texts, the newest of them, so that those in one process who need the same do
 * not each read it. Thread-safe.
 */
final class CompiledPatterns {

  private static final int MOST = 20_000;

  private final Map<String, SoftReference<Pattern>> byDefinition =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SoftReference<Pattern>> eldest) {
          return size() > MOST;
        }
      };

  /** The pattern of a text, compiled if it is not known. */
  Pattern get(String definition, Supplier<Pattern> compiled) {
    synchronized (byDefinition) {
      SoftReference<Pattern> known = byDefinition.get(definition);
      Pattern pattern = known == null ? null : known.get();
      if (pattern != null) {
        return pattern;
      }
    }
    Pattern pattern = compiled.get();
    synchronized (byDefinition) {
      byDefinition.put(definition, new SoftReference<>(pattern));
    }
    return pattern;
  }
}
