package io.millrace.patterns.engine.explain;

import io.millrace.patterns.engine.ExpressionText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of an expression, and of those in it.
 *
 * @param text the expression
 * @param value true, false, or whatever its value is; null if the event has no answer
 */
public record Verdict(String text, @Nullable Object value, List<Verdict> parts) {

  public Verdict {
    parts = List.copyOf(parts);
  }

  /** Whether it is a condition that holds. */
  public boolean holds() {
    return Boolean.TRUE.equals(value);
  }

  void print(StringBuilder out, int depth) {
    out.append("  ".repeat(depth)).append(text).append(" → ");
    if (value instanceof Boolean truth) {
      out.append(truth ? "yes" : "no");
    } else {
      out.append(value == null ? "nothing" : ExpressionText.ofValue(value));
    }
    out.append('\n');
    parts.forEach(part -> part.print(out, depth + 1));
  }

  /** A line for each, those within indented. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    print(out, 0);
    return out.toString();
  }
}
