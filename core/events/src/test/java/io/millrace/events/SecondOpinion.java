package io.millrace.events;

import io.millrace.events.JsonTree.Digits;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of docs/events.md written a second time, over trees and java.time, for speed no care.
 */
final class SecondOpinion {

  /** What should become of a record's value; a rule may be broken in several places at once. */
  enum Kind {
    EMPTY_VALUE,
    INVALID_UTF8,
    INVALID_JSON,
    NOT_AN_OBJECT,
    BREAKS_A_RULE,
    CHECKED
  }

  private static final Set<String> KEEN_PROPERTIES =
      Set.of(
          "timestamp", "created_at", "id", "uniqueness_token", "location", "addons", "behind_ms");
  private static final Pattern TIME =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2})"
              + "(?:T([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,9})?)?)"
              + "(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?");

  private SecondOpinion() {}

  static Kind of(byte[] value) {
    String text;
    try {
      text = JsonTree.decodeUtf8(value);
    } catch (IOException e) {
      return Kind.INVALID_UTF8;
    }
    if (text.chars().allMatch(c -> " \t\r\n".indexOf(c) >= 0)) {
      return Kind.EMPTY_VALUE;
    }
    if (text.startsWith("\ufeff") || !JsonTree.isJson(text)) {
      return Kind.INVALID_JSON;
    }
    Object tree;
    try {
      tree = JsonTree.parse(text);
    } catch (IOException duplicateKey) {
      return text.strip().startsWith("{") ? Kind.BREAKS_A_RULE : Kind.NOT_AN_OBJECT;
    }
    if (!(tree instanceof Map<?, ?> event)) {
      return Kind.NOT_AN_OBJECT;
    }
    return accepts(event) ? Kind.CHECKED : Kind.BREAKS_A_RULE;
  }

  private static boolean accepts(Map<?, ?> event) {
    return event.entrySet().stream()
        .allMatch(
            member ->
                member.getKey().equals("keen")
                    ? acceptsKeen(member.getValue())
                    : acceptsName((String) member.getKey()) && accepts(member.getValue(), 2));
  }

  private static boolean accepts(Object value, int level) {
    if (value instanceof Map<?, ?> object) {
      return level <= 64
          && object.entrySet().stream()
              .allMatch(
                  member ->
                      acceptsName((String) member.getKey())
                          && accepts(member.getValue(), level + 1));
    }
    if (value instanceof List<?> list) {
      return level <= 64 && list.stream().allMatch(element -> accepts(element, level + 1));
    }
    if (value instanceof String text) {
      return isCharacters(text) && text.codePoints().count() < 10_000;
    }
    return !(value instanceof Digits number) || accepts(number);
  }

  private static boolean acceptsName(String name) {
    return isCharacters(name)
        && !name.isEmpty()
        && name.codePoints().count() < 256
        && !name.startsWith("$")
        && !name.contains(".");
  }

  private static boolean isCharacters(String text) {
    return text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff);
  }

  private static boolean accepts(Digits number) {
    if (number.text().chars().filter(Character::isDigit).count() > 100) {
      return false;
    }
    try {
      BigDecimal value = new BigDecimal(number.text());
      return Math.abs((long) value.scale()) <= 100
          && value.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) >= 0
          && value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    } catch (NumberFormatException exponentBeyondInt) {
      return false;
    }
  }

  private static boolean acceptsKeen(Object keen) {
    return keen instanceof Map<?, ?> object
        && KEEN_PROPERTIES.containsAll(object.keySet())
        && object.entrySet().stream()
            .allMatch(
                member ->
                    accepts(member.getValue(), 3)
                        && acceptsKeenProperty((String) member.getKey(), member.getValue()));
  }

  private static boolean acceptsKeenProperty(String name, Object value) {
    return switch (name) {
      case "timestamp" ->
          value instanceof String text
              && time(text) != null
              && time(text) <= Verdicts.RECORD_TIME + 3_600_000;
      case "id" -> isLabel(value, 256);
      case "uniqueness_token" -> isLabel(value, 64);
      case "location" ->
          value instanceof Map<?, ?> location
              && location.get("coordinates") instanceof List<?> coordinates
              && coordinates.size() == 2
              && isDegrees(coordinates.get(0), 180)
              && isDegrees(coordinates.get(1), 90);
      case "addons" ->
          value instanceof List<?> list && list.stream().allMatch(Map.class::isInstance);
      default -> true;
    };
  }

  private static boolean isLabel(Object value, int longest) {
    return value instanceof String text && !text.isEmpty() && text.codePoints().count() <= longest;
  }

  private static boolean isDegrees(Object value, int most) {
    return value instanceof Digits number
        && accepts(number)
        && new BigDecimal(number.text()).abs().compareTo(BigDecimal.valueOf(most)) <= 0;
  }

  /** Epoch milliseconds, or null. */
  static Long time(String text) {
    Matcher parts = TIME.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    try {
      LocalTime time =
          parts.group(2) == null ? LocalTime.MIDNIGHT : LocalTime.parse(parts.group(2));
      ZoneOffset offset = parts.group(3) == null ? ZoneOffset.UTC : ZoneOffset.of(parts.group(3));
      var instant = LocalDate.parse(parts.group(1)).atTime(time).atOffset(offset);
      int year = instant.withOffsetSameInstant(ZoneOffset.UTC).getYear();
      return year < 0 || year > 9999 ? null : instant.toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
