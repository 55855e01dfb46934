package io.millrace.events;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.Month;
import java.time.chrono.IsoChronology;

/** Times of events: read from ISO-8601 in several spellings, written in one. */
public final class EventTime {

  /** What {@link #parse} returns for what is not a time. */
  public static final long NOT_A_TIME = Long.MIN_VALUE;

  /** 0000-01-01T00:00:00.000Z. */
  public static final long MIN_MILLIS = -62_167_219_200_000L;

  /** 9999-12-31T23:59:59.999Z. */
  public static final long MAX_MILLIS = 253_402_300_799_999L;

  /** The length of {@code yyyy-MM-ddTHH:mm:ss.SSSZ}. */
  static final int WRITTEN_LENGTH = 24;

  private static final int MAX_FRACTION_DIGITS = 9;
  private static final int MAX_OFFSET_MINUTES = 18 * 60;
  private static final long MILLIS_PER_DAY = 86_400_000;
  private static final int DAYS_FROM_MARCH_0000 = 719_468;
  private static final int DAYS_IN_400_YEARS = 146_097;

  private EventTime() {}

  /**
   * Epoch milliseconds of {@code yyyy-MM-dd}, {@code yyyy-MM-ddTHH:mm}, {@code …:ss} or {@code
   * …:ss.f}, each of those with a time followed by {@code Z}, {@code ±hh}, {@code ±hhmm}, {@code
   * ±hh:mm} or nothing, which means UTC. Digits after the millisecond are cut off.
   */
  public static long parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return parse(bytes, 0, bytes.length);
  }

  static long parse(byte[] text, int from, int to) {
    if (to - from < 10 || text[from + 4] != '-' || text[from + 7] != '-') {
      return NOT_A_TIME;
    }
    int high = twoDigits(text, from, to);
    int low = twoDigits(text, from + 2, to);
    int month = twoDigits(text, from + 5, to);
    int day = twoDigits(text, from + 8, to);
    if ((high | low | month | day) < 0 || month < 1 || month > 12 || day < 1) {
      return NOT_A_TIME;
    }
    int year = high * 100 + low;
    if (day > 28 && day > Month.of(month).length(IsoChronology.INSTANCE.isLeapYear(year))) {
      return NOT_A_TIME;
    }
    long midnight = LocalDate.of(year, month, day).toEpochDay() * MILLIS_PER_DAY;
    return to == from + 10 ? midnight : withTime(midnight, text, from + 10, to);
  }

  private static long withTime(long midnight, byte[] text, int from, int to) {
    if (to - from < 6 || text[from] != 'T' || text[from + 3] != ':') {
      return NOT_A_TIME;
    }
    int hour = twoDigits(text, from + 1, to);
    int minute = twoDigits(text, from + 4, to);
    int second = 0;
    int millis = 0;
    int at = from + 6;
    if (at < to && text[at] == ':') {
      second = twoDigits(text, at + 1, to);
      at += 3;
      if (at < to && text[at] == '.') {
        int digits = digitsFrom(text, at + 1, to);
        if (digits == 0 || digits > MAX_FRACTION_DIGITS) {
          return NOT_A_TIME;
        }
        millis = millis(text, at + 1, digits);
        at += 1 + digits;
      }
    }
    // No hour 24 and no second 60: POSIX time has no instant of its own for either.
    if ((hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 59) {
      return NOT_A_TIME;
    }
    long local = midnight + ((hour * 60L + minute) * 60 + second) * 1000 + millis;
    return atOffset(local, text, at, to);
  }

  private static long atOffset(long local, byte[] text, int at, int to) {
    if (at >= to) {
      return local;
    }
    if (text[at] == 'Z') {
      return at + 1 == to ? local : NOT_A_TIME;
    }
    if (text[at] != '+' && text[at] != '-') {
      return NOT_A_TIME;
    }
    int hours = twoDigits(text, at + 1, to);
    int length = to - at;
    int minutes = 0;
    if (length == 5) {
      minutes = twoDigits(text, at + 3, to);
    } else if (length == 6 && text[at + 3] == ':') {
      minutes = twoDigits(text, at + 4, to);
    } else if (length != 3) {
      return NOT_A_TIME;
    }
    int offset = hours * 60 + minutes;
    if ((hours | minutes) < 0 || minutes > 59 || offset > MAX_OFFSET_MINUTES) {
      return NOT_A_TIME;
    }
    long millis = text[at] == '+' ? local - offset * 60_000L : local + offset * 60_000L;
    return isWritable(millis) ? millis : NOT_A_TIME;
  }

  /** Whether the instant lies in the years 0000 to 9999. */
  public static boolean isWritable(long millis) {
    return millis >= MIN_MILLIS && millis <= MAX_MILLIS;
  }

  /** The instant as {@code yyyy-MM-ddTHH:mm:ss.SSSZ}, for the years 0000 to 9999. */
  public static String format(long millis) {
    byte[] written = new byte[WRITTEN_LENGTH];
    write(millis, written, 0);
    return new String(written, StandardCharsets.ISO_8859_1);
  }

  static void write(long millis, byte[] out, int at) {
    if (!isWritable(millis)) {
      throw new IllegalArgumentException("not in the years 0000 to 9999: " + millis);
    }
    writeDate(Math.floorDiv(millis, MILLIS_PER_DAY), out, at);
    int ofDay = (int) Math.floorMod(millis, MILLIS_PER_DAY);
    out[at + 10] = 'T';
    writeTwo(ofDay / 3_600_000, out, at + 11);
    out[at + 13] = ':';
    writeTwo(ofDay / 60_000 % 60, out, at + 14);
    out[at + 16] = ':';
    writeTwo(ofDay / 1000 % 60, out, at + 17);
    out[at + 19] = '.';
    out[at + 20] = (byte) ('0' + ofDay / 100 % 10);
    writeTwo(ofDay % 100, out, at + 21);
    out[at + 23] = 'Z';
  }

  /**
   * The proleptic Gregorian date of a day since 1970, without an object for it. Counts in years
   * that begin in March, so that the leap day is the last: 400 of them have 146,097 days, and 5
   * months from March or August 153.
   */
  private static void writeDate(long epochDay, byte[] out, int at) {
    int day = (int) (epochDay + DAYS_FROM_MARCH_0000);
    int era = Math.floorDiv(day, DAYS_IN_400_YEARS);
    int ofEra = day - era * DAYS_IN_400_YEARS;
    int yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int monthFromMarch = (5 * ofYear + 2) / 153;
    int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    int year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    writeTwo(year / 100, out, at);
    writeTwo(year % 100, out, at + 2);
    out[at + 4] = '-';
    writeTwo(month, out, at + 5);
    out[at + 7] = '-';
    writeTwo(ofYear - (153 * monthFromMarch + 2) / 5 + 1, out, at + 8);
  }

  private static void writeTwo(int number, byte[] out, int at) {
    out[at] = (byte) ('0' + number / 10);
    out[at + 1] = (byte) ('0' + number % 10);
  }

  /** The two digits at an index, or a negative number if they are not there. */
  private static int twoDigits(byte[] text, int at, int to) {
    if (at + 2 > to) {
      return -1;
    }
    int tens = text[at] - '0';
    int ones = text[at + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
  }

  private static int digitsFrom(byte[] text, int at, int to) {
    int i = at;
    while (i < to && text[i] >= '0' && text[i] <= '9') {
      i++;
    }
    return i - at;
  }

  private static int millis(byte[] text, int at, int digits) {
    int millis = 0;
    for (int i = 0; i < 3; i++) {
      millis = millis * 10 + (i < digits ? text[at + i] - '0' : 0);
    }
    return millis;
  }
}
