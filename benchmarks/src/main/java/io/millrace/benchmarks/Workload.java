package io.millrace.benchmarks;

import io.millrace.benchmarks.load.Mix;
import java.time.Duration;
import java.time.Instant;

/**
 * Purchases that are functions of their number, in the order of their time.
 *
 * <p>Both parts of a group are drawn by the square of an even chance: of 500 groups the greatest
 * has one event in 22, the least one in 2,000.
 *
 * @param word also the name of the collection
 * @param pace how fast event time goes on
 * @param kinds how many there are; a group is a kind and a country
 */
record Workload(String word, Pace pace, int kinds, int countries) {

  /** As under load: 240 events for a group and minute. */
  static final Workload DENSE =
      new Workload("dense", (number, events) -> number * 1_000 / Workload.PER_SECOND, 25, 20);

  /**
   * As in a replay: a day, however many events there are; 7 for a group and minute of 5 million.
   */
  static final Workload SPARSE =
      new Workload("sparse", (number, events) -> number * Workload.DAY / events, 25, 20);

  /** Soon a day is over, so that even a short load has two intervals of every grain. */
  static final Instant START = Instant.parse("2026-11-02T23:57:00Z");

  private static final int PER_SECOND = 2_000;
  private static final long DAY = Duration.ofDays(1).toMillis();

  private static final int VISITORS = 1_000_000;
  private static final int CENTS = 100_000;

  /** How many ms after the start an event is. */
  interface Pace {
    long millis(long number, long events);
  }

  /** The same with event time going on at the wall clock's pace. */
  Workload atPace(long eventsPerSecond) {
    return new Workload(
        word, (number, events) -> number * 1_000 / eventsPerSecond, kinds, countries);
  }

  WorkloadEvent event(long number, long events) {
    long random = Mix.mix(number);
    long more = Mix.mix(random);
    return new WorkloadEvent(
        number,
        START.toEpochMilli() + pace.millis(number, events),
        squared(random, kinds),
        squared(random >>> 16, countries),
        (int) Long.remainderUnsigned(more, VISITORS),
        1 + (int) Long.remainderUnsigned(random >>> 32, CENTS),
        more);
  }

  /** Less than the bound, and 0 most often. */
  private static int squared(long random, int bound) {
    long sixteen = random & 0xFFFF;
    return (int) ((sixteen * sixteen * bound) >>> 32);
  }
}
