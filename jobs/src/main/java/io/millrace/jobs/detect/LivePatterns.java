package io.millrace.jobs.detect;

import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Rules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/** The versions that a subtask has received, as far as something may still be judged by them. */
final class LivePatterns {

  /**
   * A version of a pattern.
   *
   * @param id of the pattern
   */
  private record Name(String id, int version) {}

  private final Map<Name, LivePattern> versions = new HashMap<>();
  private boolean isChanged = true;

  /** A version that is new, or ends. */
  void put(PatternVersion version) {
    LivePattern live = version.live();
    if (!live.equals(versions.put(new Name(version.id(), version.version()), live))) {
      isChanged = true;
    }
  }

  /**
   * Forgets versions that ended at or before a time.
   *
   * @return whether {@link #rules} are others than they were when this was asked last
   */
  boolean changed(long watermarkMillis) {
    boolean retired =
        versions
            .values()
            .removeIf(
                live ->
                    live.toMillis() <= watermarkMillis && live.toMillis() != PatternVersion.OPEN);
    boolean changed = isChanged || retired;
    isChanged = false;
    return changed;
  }

  Rules rules() {
    return new Rules(new ArrayList<>(versions.values()));
  }

  int size() {
    return versions.size();
  }
}
