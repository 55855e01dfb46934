package io.millrace.patterns.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as alerts and states remember it.
 *
 * @param step of {@link Rule#steps}
 * @param suppression see {@link Hit#suppression}
 */
public record Seen(
    long timeMillis,
    EventRef ref,
    int step,
    List<@Nullable Object> suppression,
    List<Named> shown) {

  /** Of a hit as this step. */
  public static Seen of(Match match, Hit hit, int step) {
    return new Seen(match.timeMillis(), match.ref(), step, hit.suppression(), hit.shown());
  }

  /** See {@link #read}. */
  public void write(StateWriter out) {
    out.time(timeMillis);
    out.ref(ref);
    out.count(step);
    out.values(suppression);
    out.named(shown);
  }

  /** See {@link #write}. */
  public static Seen read(StateReader in) {
    return new Seen(in.time(), in.ref(), in.small(), in.values(), in.named());
  }
}
