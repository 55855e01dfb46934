package io.millrace.patterns.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All versions of all patterns that still hold for some event to come; none that is disabled. */
public final class Rules {

  private final Map<Long, Rule> byId = new HashMap<>();
  private final Map<Long, List<Rule>> byFamily = new HashMap<>();

  /** Fails if two have one id, or two versions of a pattern hold at one time. */
  public Rules(List<LivePattern> patterns) {
    for (LivePattern live : patterns) {
      if (!live.pattern().enabled()) {
        continue;
      }
      Rule rule = Rule.of(live);
      Rule same = byId.put(rule.id(), rule);
      if (same != null) {
        throw new IllegalArgumentException(rule + " and " + same + " are there both");
      }
      byFamily.computeIfAbsent(rule.family(), any -> new ArrayList<>()).add(rule);
    }
    for (List<Rule> versions : byFamily.values()) {
      versions.sort(Comparator.comparingLong(rule -> rule.live().fromMillis()));
      for (int i = 1; i < versions.size(); i++) {
        if (versions.get(i - 1).live().holdsAt(versions.get(i).live().fromMillis())) {
          throw new IllegalArgumentException(
              versions.get(i - 1) + " and " + versions.get(i) + " hold at the same time");
        }
      }
    }
  }

  /** The version that a match was made with; null if it has been retired. */
  public @Nullable Rule byId(long id) {
    return byId.get(id);
  }

  /** The version that holds at this time, if any. */
  public @Nullable Rule at(long family, long millis) {
    for (Rule rule : byFamily.getOrDefault(family, List.of())) {
      if (rule.live().holdsAt(millis)) {
        return rule;
      }
    }
    return null;
  }

  /** In the order of their ids. */
  public List<Rule> all() {
    return byId.values().stream().sorted(Comparator.comparingLong(Rule::id)).toList();
  }
}
