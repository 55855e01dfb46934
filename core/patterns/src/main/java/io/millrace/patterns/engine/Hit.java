package io.millrace.patterns.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an event is to one rule.
 *
 * @param rule {@link Rule#id}
 * @param steps a bit for each of {@link Rule#steps} that it is
 * @param values of {@link Rule#values}
 * @param suppression of the keys of the suppression, where they are not those of the detection
 * @param shown what an alert would show of it
 */
public record Hit(
    long rule,
    long steps,
    List<@Nullable Object> values,
    List<@Nullable Object> suppression,
    List<Named> shown) {

  /** Whether the event is this step. */
  public boolean is(int step) {
    return (steps >>> step & 1) != 0;
  }

  void write(StateWriter out) {
    out.fixed(rule);
    out.count(steps);
    out.values(values);
    out.values(suppression);
    out.named(shown);
  }

  static Hit read(StateReader in) {
    return new Hit(in.fixed(), in.count(), in.values(), in.values(), in.named());
  }
}
