package io.millrace.datasets;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.PrimitiveIterator;

/**
 * A condition on one property, with Keen's operators and rules.
 *
 * <p>Values of different types are neither equal nor in any order. An array equals, is in a list or
 * contains what one of its items does. A property that is absent or null equals nothing, so only
 * {@code ne}, {@code not_contains} and {@code exists: false} let its event pass.
 *
 * @param value String, BigDecimal or Boolean; for {@code in} a list of these
 */
public record Filter(String property, Operator operator, Object value) implements Serializable {

  /** Keen's operators that are built so far. */
  public enum Operator {
    EQ,
    NE,
    LT,
    LTE,
    GT,
    GTE,
    EXISTS,
    IN,
    CONTAINS,
    NOT_CONTAINS;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static List<String> words() {
      return Arrays.stream(values()).map(Operator::word).toList();
    }

    static Operator of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  /** Whether an event whose property has this value passes. */
  boolean passes(Object actual) {
    return switch (operator) {
      case EQ -> equal(actual, value);
      case NE -> !equal(actual, value);
      case LT -> comparable(actual) && compare(actual, value) < 0;
      case LTE -> comparable(actual) && compare(actual, value) <= 0;
      case GT -> comparable(actual) && compare(actual, value) > 0;
      case GTE -> comparable(actual) && compare(actual, value) >= 0;
      case EXISTS -> value.equals(!(actual instanceof Missing));
      case IN -> ((List<?>) value).stream().anyMatch(one -> equal(actual, one));
      case CONTAINS -> contains(actual);
      case NOT_CONTAINS -> !contains(actual);
    };
  }

  private static boolean equal(Object actual, Object wanted) {
    if (actual instanceof Structure structure) {
      return structure.items().stream().anyMatch(item -> equal(item, wanted));
    }
    if (actual instanceof BigDecimal number && wanted instanceof BigDecimal other) {
      return number.compareTo(other) == 0;
    }
    return actual.equals(wanted);
  }

  private boolean contains(Object actual) {
    if (actual instanceof String text && value instanceof String part) {
      return text.contains(part);
    }
    return actual instanceof Structure && equal(actual, value);
  }

  private boolean comparable(Object actual) {
    return (actual instanceof BigDecimal && value instanceof BigDecimal)
        || (actual instanceof String && value instanceof String);
  }

  private static int compare(Object actual, Object bound) {
    return actual instanceof BigDecimal number
        ? number.compareTo((BigDecimal) bound)
        : compareTexts((String) actual, (String) bound);
  }

  /** By code points, as SQL and everyone who compares UTF-8 bytes does. */
  private static int compareTexts(String a, String b) {
    PrimitiveIterator.OfInt left = a.codePoints().iterator();
    PrimitiveIterator.OfInt right = b.codePoints().iterator();
    while (left.hasNext() && right.hasNext()) {
      int order = Integer.compare(left.nextInt(), right.nextInt());
      if (order != 0) {
        return order;
      }
    }
    return Boolean.compare(left.hasNext(), right.hasNext());
  }
}
