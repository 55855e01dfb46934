package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.model.Detection.Direction;

/**
 * Mean and variance of what came before, after Welford; when as many values are in it as are to be
 * remembered, each further one takes the place of a part of all.
 *
 * <p>A value is unlike them if it lies outside the prediction interval of the confidence: {@code
 * mean ± t(confidence, n - 1) × s × sqrt(1 + 1/n)}, on one side or on both.
 */
record Baseline(int count, double mean, double squares) {

  static final Baseline EMPTY = new Baseline(0, 0, 0);

  Baseline plus(double value, int most) {
    double difference = value - mean;
    if (count < most) {
      double after = mean + difference / (count + 1);
      return new Baseline(count + 1, after, squares + difference * (value - after));
    }
    double after = mean + difference / most;
    return new Baseline(count, after, squares * (most - 1) / most + difference * (value - after));
  }

  /**
   * Whether a value is unlike those so far.
   *
   * @param leastVariance what it is taken to be at least
   */
  boolean isUnlike(double value, double confidence, Direction direction, double leastVariance) {
    if (count < 2) {
      return false;
    }
    double difference = value - mean;
    double variance = Math.max(squares / (count - 1), leastVariance);
    double t = difference / StrictMath.sqrt(variance * (1 + 1.0 / count));
    if (difference == 0) {
      return false;
    }
    return switch (direction) {
      case UP -> Student.cumulative(t, count - 1.0) > confidence;
      case DOWN -> Student.cumulative(-t, count - 1.0) > confidence;
      case BOTH -> 2 * Student.cumulative(Math.abs(t), count - 1.0) - 1 > confidence;
    };
  }
}
