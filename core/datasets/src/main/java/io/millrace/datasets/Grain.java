package io.millrace.datasets;

import java.io.Serializable;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The intervals of a rollup: what they are a number of, in which time zone (docs/datasets.md).
 *
 * <p>Intervals of minutes and hours begin anew with each local day, all others are runs of local
 * days, counted from 1970. A local day lasts from the first instant at which a clock there shows
 * its date until the first of the next date. So where a clock goes back over midnight, its second
 * evening belongs to the new day, and a day that a zone left out has no instant at all.
 */
public final class Grain implements Comparable<Grain>, Serializable {

  private static final long serialVersionUID = 1L;

  /** Room for the number of units in {@link #code}. */
  private static final int CODE_BITS = 11;

  private static final long MINUTE_MILLIS = 60_000;
  private static final long DAY_MILLIS = 24 * 60 * MINUTE_MILLIS;
  private static final long EPOCH_MONTH = 1970 * 12;

  private static final int LONGEST_MONTH_DAYS = 31;
  private static final int LONGEST_YEAR_DAYS = 366;
  private static final int LONGEST_DECADE_DAYS = 3_653;
  private static final int DECADE_MONTHS = 120;

  private static final Comparator<Grain> FINEST_FIRST =
      Comparator.comparingLong((Grain grain) -> grain.step * grain.unit.scale().seconds())
          .thenComparing(Grain::word)
          .thenComparing(grain -> grain.zone.getId())
          .thenComparing(Grain::weekStart);

  private final IntervalUnit unit;
  private final ZoneId zone;
  private final DayOfWeek weekStart;
  private final String word;

  /** Length of an interval in its unit's scale. */
  private final long step;

  /** Where the intervals are counted from, in the same scale. */
  private final long anchor;

  /** Whether the zone's clocks never change, so that arithmetic does. */
  private final boolean fixed;

  private final long fixedOffsetMillis;

  private Grain(IntervalUnit unit, int every, ZoneId zone, DayOfWeek weekStart) {
    if (every < 1 || every > unit.most()) {
      throw new IllegalArgumentException("no interval is of " + every + " " + unit.plural());
    }
    this.unit = unit;
    this.zone = zone.normalized();
    this.weekStart = weekStart;
    word = new IntervalWord(unit, every).word();
    step = (long) every * unit.steps();
    anchor = unit == IntervalUnit.WEEKS ? lastOnOrBeforeEpoch(weekStart) : 0;
    fixed = this.zone instanceof ZoneOffset;
    fixedOffsetMillis =
        this.zone instanceof ZoneOffset offset ? offset.getTotalSeconds() * 1_000L : 0;
  }

  /** Day of the epoch of the last such day until 1970-01-01, which was a Thursday. */
  private static long lastOnOrBeforeEpoch(DayOfWeek day) {
    return -Math.floorMod(DayOfWeek.THURSDAY.getValue() - day.getValue(), 7);
  }

  /**
   * @param weekStart first day of intervals of weeks; others have none and are equal whatever it is
   */
  static Grain of(IntervalUnit unit, int every, ZoneId zone, DayOfWeek weekStart) {
    return new Grain(unit, every, zone, unit == IntervalUnit.WEEKS ? weekStart : DayOfWeek.SUNDAY);
  }

  /**
   * The grain of a word such as {@code hourly} or {@code every_5_minutes}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Grain of(String word, ZoneId zone, DayOfWeek weekStart) {
    IntervalWord parsed = IntervalWord.parse(word);
    if (parsed == null) {
      throw new IllegalArgumentException("no interval is called '" + word + "'");
    }
    return of(parsed.unit(), parsed.every(), zone, weekStart);
  }

  /** The same in UTC, with weeks that begin on Sunday. */
  public static Grain ofUtc(String word) {
    return of(word, ZoneOffset.UTC, DayOfWeek.SUNDAY);
  }

  /** The word of a definition and the last part of a table's name: {@code minutely}. */
  public String word() {
    return word;
  }

  /**
   * A number for the unit and how many of them, below 2^14; part of the savepoint format: never
   * change.
   */
  public int code() {
    return unit.code() << CODE_BITS | (int) (step / unit.steps());
  }

  IntervalUnit unit() {
    return unit;
  }

  /** Length of an interval at most, if it is one of minutes or hours. */
  long stepMillis() {
    return step * MINUTE_MILLIS;
  }

  public ZoneId zone() {
    return zone;
  }

  /** Whether the intervals depend on the day that a week begins with. */
  public boolean isOfWeeks() {
    return unit == IntervalUnit.WEEKS;
  }

  public DayOfWeek weekStart() {
    return weekStart;
  }

  /** Start of the interval that holds the instant, before 1970 too. */
  public long startMillis(long timestampMillis) {
    return startWithin(span(timestampMillis), timestampMillis);
  }

  /** End of the interval that begins there, which no longer belongs to it. */
  public long endMillis(long startMillis) {
    return endWithin(span(startMillis), startMillis);
  }

  /** From an instant to an instant, without the latter. */
  record Span(long fromMillis, long untilMillis) {

    boolean holds(long millis) {
      return fromMillis <= millis && millis < untilMillis;
    }
  }

  /** The local day that holds the instant, for minutes and hours; else the whole interval. */
  Span span(long millis) {
    long day = dayOf(millis);
    long first = day;
    long next = day + 1;
    switch (unit.scale()) {
      case MINUTES_OF_DAY -> {}
      case DAYS -> {
        first = anchor + Math.floorDiv(day - anchor, step) * step;
        next = first + step;
      }
      case MONTHS -> {
        LocalDate date = LocalDate.ofEpochDay(day);
        long month = 12L * date.getYear() + date.getMonthValue() - 1 - EPOCH_MONTH;
        long firstMonth = Math.floorDiv(month, step) * step;
        first = LocalDate.EPOCH.plusMonths(firstMonth).toEpochDay();
        next = LocalDate.EPOCH.plusMonths(firstMonth + step).toEpochDay();
      }
    }
    return new Span(startOfDay(first), startOfDay(next));
  }

  long startWithin(Span span, long millis) {
    if (unit.scale() != IntervalUnit.Scale.MINUTES_OF_DAY) {
      return span.fromMillis;
    }
    return millis - (millis - span.fromMillis) % (step * MINUTE_MILLIS);
  }

  long endWithin(Span span, long millis) {
    if (unit.scale() != IntervalUnit.Scale.MINUTES_OF_DAY) {
      return span.untilMillis;
    }
    return Math.min(startWithin(span, millis) + step * MINUTE_MILLIS, span.untilMillis);
  }

  private long dayOf(long millis) {
    if (fixed) {
      return Math.floorDiv(millis + fixedOffsetMillis, DAY_MILLIS);
    }
    long day = LocalDate.ofInstant(Instant.ofEpochMilli(millis), zone).toEpochDay();
    // A clock that goes back over midnight shows yesterday's date again when today has begun.
    while (millis >= startOfDay(day + 1)) {
      day++;
    }
    return day;
  }

  private long startOfDay(long day) {
    if (fixed) {
      return day * DAY_MILLIS - fixedOffsetMillis;
    }
    return LocalDate.ofEpochDay(day).atStartOfDay(zone).toEpochSecond() * 1_000;
  }

  /** First local day of the day, month, year or decade whose rows share a partition. */
  public LocalDate bucket(long startMillis) {
    LocalDate day = LocalDate.ofEpochDay(dayOf(startMillis));
    return switch (unit) {
      case MINUTES -> day;
      case HOURS -> day.withDayOfMonth(1);
      case DAYS -> day.withDayOfYear(1);
      case WEEKS, MONTHS, YEARS ->
          LocalDate.of(day.getYear() - Math.floorMod(day.getYear(), 10), 1, 1);
    };
  }

  /** The most intervals that a bucket since 1970 can have. */
  public int intervalsPerBucket() {
    return switch (unit) {
      case MINUTES -> quotientUp(longestDayMinutes(), step);
      case HOURS ->
          (LONGEST_MONTH_DAYS - 1) * quotientUp(Duration.ofDays(1).toMinutes(), step)
              + quotientUp(longestDayMinutes(), step);
      case DAYS -> quotientUp(LONGEST_YEAR_DAYS, step);
      case WEEKS -> quotientUp(LONGEST_DECADE_DAYS, step);
      case MONTHS, YEARS -> quotientUp(DECADE_MONTHS, step);
    };
  }

  private static int quotientUp(long dividend, long divisor) {
    return (int) ((dividend + divisor - 1) / divisor);
  }

  /** The day on which the clocks go back furthest; no zone has had two of them in a month. */
  private long longestDayMinutes() {
    ZoneRules rules = zone.getRules();
    long furthestBackSeconds = 0;
    for (ZoneOffsetTransition transition : rules.getTransitions()) {
      if (!transition.getInstant().isBefore(Instant.EPOCH)) {
        furthestBackSeconds = Math.max(furthestBackSeconds, -transition.getDuration().toSeconds());
      }
    }
    for (ZoneOffsetTransitionRule rule : rules.getTransitionRules()) {
      int back = rule.getOffsetBefore().getTotalSeconds() - rule.getOffsetAfter().getTotalSeconds();
      furthestBackSeconds = Math.max(furthestBackSeconds, back);
    }
    return Duration.ofDays(1).plusSeconds(furthestBackSeconds + 59).toMinutes();
  }

  /**
   * Whether each interval of the other grain lies within one of this, in every year of every zone:
   * then the cells of the one are the sums of the cells of the other.
   *
   * <p>Intervals of one scale nest if every border of the coarser is one of the finer. Days lie
   * within months one by one only, since nothing but 1 divides the lengths of months of all years.
   */
  public boolean nests(Grain finer) {
    if (!zone.equals(finer.zone)) {
      return false;
    }
    if (unit.scale() == finer.unit.scale()) {
      return step % finer.step == 0 && (anchor - finer.anchor) % finer.step == 0;
    }
    return switch (finer.unit.scale()) {
      case MINUTES_OF_DAY -> true;
      case DAYS -> unit.scale() == IntervalUnit.Scale.MONTHS && finer.step == 1;
      case MONTHS -> false;
    };
  }

  /**
   * Says, of grains of one dataset, whose cells add up to those of which: of each grain the finest
   * that nests in it, or the grain itself. A grain that feeds another is fed by itself.
   */
  public static Map<Grain, Grain> feeders(Collection<Grain> grains) {
    List<Grain> finestFirst = grains.stream().sorted().toList();
    Map<Grain, Grain> feeders = new LinkedHashMap<>();
    for (Grain grain : finestFirst) {
      for (Grain finer : finestFirst) {
        if (grain.nests(finer)) {
          feeders.put(grain, finer);
          break;
        }
      }
    }
    return feeders;
  }

  /** Finest first, by the usual length of an interval; grains of one length by their words. */
  @Override
  public int compareTo(Grain other) {
    return FINEST_FIRST.compare(this, other);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Grain grain
        && word.equals(grain.word)
        && zone.equals(grain.zone)
        && weekStart == grain.weekStart;
  }

  @Override
  public int hashCode() {
    return Objects.hash(word, zone, weekStart.getValue());
  }

  /** The word, and of zone and week start what is not as by default. */
  @Override
  public String toString() {
    return word
        + (zone.equals(ZoneOffset.UTC) ? "" : " in " + zone)
        + (weekStart == DayOfWeek.SUNDAY ? "" : " from " + weekStart);
  }
}
