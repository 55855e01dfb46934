package io.millrace.benchmarks;

import io.millrace.benchmarks.load.Mix;
import java.time.Duration;
import java.time.Instant;

/**
 * Purchases that are functions of their number, in the order of their time.
 *
 * <p>Kind and country are drawn by the square of an even chance: of 500 pairs the greatest has one
 * event in 22, the least one in 2,000.
 *
 * @param word also the name of the collection
 * @param events how many there are
 * @param quickEvents the same with {@code --quick}, which leaves out a load that has none
 * @param pace how fast event time goes on
 * @param visitors who buys
 * @param furtherProperties beside the 15 that every event has
 */
record Workload(
    String word,
    long events,
    long quickEvents,
    Pace pace,
    Visitors visitors,
    int furtherProperties) {

  static final int KINDS = 25;
  static final int COUNTRIES = 20;

  private static final long EVENTS = 5_000_000;
  private static final long QUICK_EVENTS = 1_500_000;

  private static final int PER_SECOND = 2_000;
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int CENTS = 100_000;

  private static final Pace BY_SECOND = (number, events) -> number * 1_000 / PER_SECOND;

  private static final Visitors A_MILLION = Visitors.even(1_000_000);

  /** As under load: 240 events for a group and minute. */
  static final Workload DENSE =
      new Workload("dense", EVENTS, QUICK_EVENTS, BY_SECOND, A_MILLION, 0);

  /** For a fast engine to run some ten seconds, so that a job's end is a small part of it. */
  static final Workload LONG_DENSE =
      new Workload("dense", 3 * EVENTS, 2 * QUICK_EVENTS, BY_SECOND, A_MILLION, 0);

  /**
   * As in a replay: a day, however many events there are; 7 for a group and minute of 5 million.
   */
  static final Workload SPARSE =
      new Workload(
          "sparse", EVENTS, QUICK_EVENTS, (number, events) -> number * DAY / events, A_MILLION, 0);

  static final Workload TEN_THOUSAND_KEYS = keys(EVENTS, QUICK_EVENTS, 10_000);
  static final Workload A_MILLION_KEYS = keys(EVENTS, QUICK_EVENTS, 1_000_000);

  /** An event for each on average, so that 37 of 100 never come. */
  static final Workload TWENTY_MILLION_KEYS = keys(20_000_000, 0, 20_000_000);

  /** A million visitors, one of whom buys nine of ten things. */
  static final Workload HOT_KEY =
      new Workload(
          "keys-hot", EVENTS, QUICK_EVENTS, BY_SECOND, Visitors.withHotOne(1_000_000, 90), 0);

  /** 1.2 KB with 60 properties; ten thousand visitors. */
  static final Workload WIDE =
      new Workload("keys-wide", EVENTS, QUICK_EVENTS, BY_SECOND, Visitors.even(10_000), 45);

  /** Soon a day is over, so that even a short load has two intervals of every grain. */
  static final Instant START = Instant.parse("2026-11-02T23:57:00Z");

  /** How many ms after the start an event is. */
  interface Pace {
    long millis(long number, long events);
  }

  /** The same with event time going on at the wall clock's pace. */
  Workload atPace(long eventsPerSecond) {
    return new Workload(
        word,
        events,
        quickEvents,
        (number, all) -> number * 1_000 / eventsPerSecond,
        visitors,
        furtherProperties);
  }

  /**
   * Whom an event is of.
   *
   * @param count how many there are
   * @param hotPercent of the events that are the first one's beside that one's even share
   */
  record Visitors(int count, int hotPercent) {

    static Visitors even(int count) {
      return new Visitors(count, 0);
    }

    static Visitors withHotOne(int count, int percent) {
      return new Visitors(count, percent);
    }

    int draw(long random) {
      return Long.remainderUnsigned(Mix.mix(random), 100) < hotPercent
          ? 0
          : (int) Long.remainderUnsigned(random, count);
    }
  }

  private static Workload keys(long events, long quickEvents, int visitors) {
    return new Workload(
        "keys-" + visitors, events, quickEvents, BY_SECOND, Visitors.even(visitors), 0);
  }

  WorkloadEvent event(long number, long events) {
    long random = Mix.mix(number);
    long more = Mix.mix(random);
    return new WorkloadEvent(
        number,
        START.toEpochMilli() + pace.millis(number, events),
        squared(random, KINDS),
        squared(random >>> 16, COUNTRIES),
        visitors.draw(more),
        1 + (int) Long.remainderUnsigned(random >>> 32, CENTS),
        more,
        furtherProperties);
  }

  /** Less than the bound, and 0 most often. */
  private static int squared(long random, int bound) {
    long sixteen = random & 0xFFFF;
    return (int) ((sixteen * sixteen * bound) >>> 32);
  }
}
