package io.millrace.patterns.engine.explain;

import io.millrace.patterns.engine.match.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why an event is, or is not, what a pattern looks for.
 *
 * @param late how far it is further behind than the pattern lets it; null if it is not
 */
public record Explanation(Event event, @Nullable Long late, List<Stage> stages) {

  public Explanation {
    stages = List.copyOf(stages);
  }

  /**
   * Of one stage.
   *
   * @param name as {@code stage 2}, {@code stage 2 of} a detection within a chain, or {@code until}
   * @param collection that it is about; null for any
   * @param isOfCollection whether the event is of it
   * @param keys by which it would be correlated; nothing where it must have one
   * @param lacks what else it would need
   */
  public record Stage(
      String name,
      @Nullable String collection,
      boolean isOfCollection,
      Verdict condition,
      List<Verdict> keys,
      List<String> lacks) {
    public Stage {
      keys = List.copyOf(keys);
      lacks = List.copyOf(lacks);
    }

    /** Whether the event is it. */
    public boolean holds() {
      return isOfCollection && condition.holds() && lacks.isEmpty();
    }

    void print(StringBuilder out) {
      out.append("  ").append(name).append(" → ").append(holds() ? "yes" : "no").append('\n');
      if (collection != null) {
        out.append("    collection ").append(collection).append(" → ");
        out.append(isOfCollection ? "yes" : "no").append('\n');
      }
      if (isOfCollection) {
        condition.print(out, 2);
        for (Verdict key : keys) {
          out.append("    by ");
          key.print(out, 0);
        }
        lacks.forEach(lack -> out.append("    lacks ").append(lack).append('\n'));
      }
    }
  }

  /** Whether it is any stage. */
  public boolean holds() {
    return late == null && stages.stream().anyMatch(Stage::holds);
  }

  /** A line for each stage, condition and field. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    out.append(event.collection()).append(' ').append(event.ref()).append('\n');
    if (late != null) {
      out.append("  too late by ").append(late).append(" ms\n");
    }
    stages.forEach(stage -> stage.print(out));
    return out.toString();
  }
}
