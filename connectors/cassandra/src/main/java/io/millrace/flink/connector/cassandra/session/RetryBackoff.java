package io.millrace.flink.connector.cassandra.session;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.apache.flink.annotation.Internal;

/**
 * Doubles the pause from attempt to attempt up to a greatest one, of which it takes half to all.
 */
@Internal
public final class RetryBackoff {

  /** Beyond it the next doubling would overflow; no pause is that long. */
  private static final int MAX_DOUBLINGS = 20;

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration GREATEST = Duration.ofSeconds(5);

  private final long firstMillis;
  private final long greatestMillis;
  private final DoubleSupplier uniform;

  /**
   * @param uniform gives numbers in [0, 1): rows that failed together must not come back together
   */
  public RetryBackoff(Duration first, Duration greatest, DoubleSupplier uniform) {
    firstMillis = first.toMillis();
    greatestMillis = greatest.toMillis();
    this.uniform = uniform;
  }

  /** What reads and writes wait: 0.1 s, then 0.2 s and so on up to 5 s. */
  public static RetryBackoff usual() {
    return new RetryBackoff(FIRST, GREATEST, () -> ThreadLocalRandom.current().nextDouble());
  }

  /** The pause after so many failed attempts, at least one. */
  public long pauseMillis(int failures) {
    long full = Math.min(greatestMillis, firstMillis << Math.min(failures - 1, MAX_DOUBLINGS));
    return full / 2 + (long) (uniform.getAsDouble() * (full - full / 2));
  }
}
