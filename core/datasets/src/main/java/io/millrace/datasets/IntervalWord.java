package io.millrace.datasets;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an interval is called in Keen's language: {@code hourly}, {@code every_5_minutes}. */
record IntervalWord(IntervalUnit unit, int every) {

  private static final Pattern EVERY = Pattern.compile("every_([1-9][0-9]{0,3})_([a-z]+)");
  private static final Pattern EVERY_ANY = Pattern.compile("every_(-?[0-9.]+|[Nn])_(.*)");

  /** The words of {@code every_1_minutes} and {@code minutely} are both the latter. */
  String word() {
    return every == 1 ? unit.adverb() : "every_" + every + "_" + unit.plural();
  }

  /** Null if no interval is called so. */
  static @Nullable IntervalWord parse(String word) {
    for (IntervalUnit unit : IntervalUnit.values()) {
      if (unit.adverb().equals(word)) {
        return new IntervalWord(unit, 1);
      }
    }
    Matcher matcher = EVERY.matcher(word);
    if (matcher.matches()) {
      IntervalUnit unit = unit(matcher.group(2));
      int every = Integer.parseInt(matcher.group(1));
      if (unit != null && every <= unit.most()) {
        return new IntervalWord(unit, every);
      }
    }
    return null;
  }

  /** The unit of a word that is right but for its number. */
  static @Nullable IntervalUnit unitOfWrongNumber(String word) {
    Matcher matcher = EVERY_ANY.matcher(word);
    return matcher.matches() ? unit(matcher.group(2)) : null;
  }

  /** All words there are, with the number of the given one, or N. */
  static List<String> candidates(String word) {
    Matcher matcher = EVERY_ANY.matcher(word);
    String number = matcher.matches() ? matcher.group(1) : "N";
    List<String> candidates = new ArrayList<>();
    for (IntervalUnit unit : IntervalUnit.values()) {
      candidates.add(unit.adverb());
    }
    for (IntervalUnit unit : IntervalUnit.values()) {
      candidates.add("every_" + number + "_" + unit.plural());
    }
    return candidates;
  }

  private static @Nullable IntervalUnit unit(String plural) {
    for (IntervalUnit unit : IntervalUnit.values()) {
      if (unit.plural().equals(plural)) {
        return unit;
      }
    }
    return null;
  }
}
