package io.millrace.datasets;

import io.millrace.config.ConfigNode;
import io.millrace.datasets.PropertyFilter.Operator;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the mapping of one filter into a {@link Filter} or a message. */
final class FilterReader {

  /** How many {@code or} may lie in each other, the outermost included. */
  private static final int DEEPEST_OR = 8;

  private static final String CIRCLE =
      "write {coordinates: [longitude, latitude], max_distance_km: …}";

  private FilterReader() {}

  static Filter read(ConfigNode filter) {
    return read(filter, 1);
  }

  private static Filter read(ConfigNode filter, int depth) {
    String property = filter.optionalText("property_name");
    List<String> words = new ArrayList<>(Operator.words());
    words.add(Filter.OR);
    String word = filter.oneOf("operator", words);
    if (word.equals(Filter.OR)) {
      return anyOf(filter, depth);
    }
    if (filter.has("operands")) {
      throw filter.error("operands", "belongs to operator or; write that, or leave it out");
    }
    Operator operator = Operator.of(word);
    return new PropertyFilter(
        DefinitionReader.path(filter, "property_name", property),
        operator,
        operator == Operator.WITHIN ? circle(filter) : comparedWith(filter, operator));
  }

  private static Filter anyOf(ConfigNode filter, int depth) {
    for (String key : List.of("property_name", "property_value")) {
      if (filter.has(key)) {
        throw filter.error(key, "belongs to the operands of an or; write it in each of them");
      }
    }
    if (depth > DEEPEST_OR) {
      throw filter.error(
          "operator",
          "an or lies in "
              + DEEPEST_OR
              + " others here, one too many; write its operands beside those of the or around it");
    }
    List<ConfigNode> operands = filter.children("operands");
    if (operands.size() < 2) {
      throw filter.error(
          "operands",
          (operands.isEmpty() ? "is missing or empty" : "holds a single filter")
              + "; write a list of at least two filters, or a filter without or");
    }
    return new AnyOf(operands.stream().map(operand -> read(operand, depth + 1)).toList());
  }

  private static Object comparedWith(ConfigNode filter, Operator operator) {
    Object value = filter.raw("property_value");
    if (value == null) {
      throw filter.error(
          "property_value",
          "is missing or null; write a value, or operator exists with property_value false to"
              + " find events without the property");
    }
    if (!fits(operator, value)) {
      throw filter.error(
          "property_value",
          "does not fit operator " + operator.word() + "; write " + whatFits(operator));
    }
    if (operator == Operator.REGEX) {
      String problem = Regex.problem((String) value);
      if (problem != null) {
        throw filter.error("property_value", problem);
      }
    }
    return value;
  }

  private static boolean fits(Operator operator, Object value) {
    return switch (operator) {
      case EQ, NE, CONTAINS, NOT_CONTAINS -> scalar(value);
      case LT, GT -> value instanceof String || value instanceof BigDecimal;
      case LTE, GTE -> value instanceof BigDecimal;
      case EXISTS -> value instanceof Boolean;
      case IN ->
          value instanceof List<?> list
              && !list.isEmpty()
              && list.stream().allMatch(FilterReader::scalar);
      case REGEX -> value instanceof String;
      case WITHIN -> false;
    };
  }

  private static String whatFits(Operator operator) {
    return switch (operator) {
      case EQ, NE, CONTAINS, NOT_CONTAINS -> "a text, a number or a boolean";
      case LT, GT -> "a text or a number";
      case LTE, GTE -> "a number";
      case EXISTS -> "true or false";
      case IN -> "a list of texts, numbers or booleans";
      case REGEX -> "a regular expression as a text";
      case WITHIN -> CIRCLE;
    };
  }

  private static boolean scalar(@Nullable Object value) {
    return value instanceof String || value instanceof BigDecimal || value instanceof Boolean;
  }

  private static Circle circle(ConfigNode filter) {
    ConfigNode circle = filter.child("property_value", CIRCLE);
    BigDecimal[] place = coordinates(circle);
    if (!Circle.isLongitude(place[0].doubleValue())) {
      throw circle.error(
          "coordinates",
          "the longitude " + place[0] + " is not from -180 to 180; write [longitude, latitude]");
    }
    if (!Circle.isLatitude(place[1].doubleValue())) {
      throw circle.error(
          "coordinates",
          "the latitude "
              + place[1]
              + " is not from -90 to 90; write [longitude, latitude], in this order");
    }
    return new Circle(place[0].doubleValue(), place[1].doubleValue(), distanceKm(circle));
  }

  private static BigDecimal[] coordinates(ConfigNode circle) {
    Object written = circle.raw("coordinates");
    if (written instanceof List<?> list
        && list.size() == 2
        && list.get(0) instanceof BigDecimal longitude
        && list.get(1) instanceof BigDecimal latitude) {
      return new BigDecimal[] {longitude, latitude};
    }
    throw circle.error(
        "coordinates",
        (written == null ? "is missing" : "is not a list of two numbers")
            + "; write [longitude, latitude], such as [13.4, 52.5]");
  }

  private static double distanceKm(ConfigNode circle) {
    BigDecimal miles = circle.optionalDecimal("max_distance_miles");
    BigDecimal km = circle.optionalDecimal("max_distance_km");
    if (miles != null && km != null) {
      throw circle.error(
          "max_distance_km", "is there beside max_distance_miles; write only one of the two");
    }
    BigDecimal distance = miles == null ? km : miles;
    String key = km == null ? "max_distance_miles" : "max_distance_km";
    if (distance == null) {
      throw circle.error(key, "is missing; write a number, or max_distance_km instead");
    }
    if (distance.signum() <= 0) {
      throw circle.error(key, "found the number " + distance + "; write a number above 0");
    }
    return distance.doubleValue() * (miles == null ? 1 : Circle.KM_PER_MILE);
  }
}
