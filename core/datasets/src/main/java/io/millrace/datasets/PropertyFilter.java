package io.millrace.datasets;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * A condition on one property.
 *
 * <p>Values of different types are neither equal nor in any order. An array equals, is in a list or
 * contains what one of its items does. A property that is absent or null equals nothing, so only
 * {@code ne}, {@code not_contains} and {@code exists: false} let its event pass.
 *
 * @param value String, BigDecimal or Boolean; for {@code in} a list of these; for {@code within} a
 *     {@link Circle}
 */
public record PropertyFilter(String property, Operator operator, Object value) implements Filter {

  /** Keen's operators on a property. */
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
    NOT_CONTAINS,
    WITHIN,
    REGEX;

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

  public PropertyFilter {
    value = canonical(value);
  }

  @Override
  public Set<String> properties() {
    return Set.of(property);
  }

  @Override
  public CompiledFilter compile(Function<String, Property> properties) {
    Property actual = properties.apply(property);
    return switch (operator) {
      case EQ, IN -> equality(actual);
      case NE -> not(equality(actual));
      case LT -> {
        Bound bound = Bound.of(value);
        yield () -> bound.comparable(actual) && bound.compare(actual) < 0;
      }
      case LTE -> {
        Bound bound = Bound.of(value);
        yield () -> bound.comparable(actual) && bound.compare(actual) <= 0;
      }
      case GT -> {
        Bound bound = Bound.of(value);
        yield () -> bound.comparable(actual) && bound.compare(actual) > 0;
      }
      case GTE -> {
        Bound bound = Bound.of(value);
        yield () -> bound.comparable(actual) && bound.compare(actual) >= 0;
      }
      case EXISTS -> {
        boolean wanted = value.equals(true);
        yield () -> actual.isMissing() != wanted;
      }
      case CONTAINS -> containment(actual);
      case NOT_CONTAINS -> not(containment(actual));
      case WITHIN -> {
        Circle circle = (Circle) value;
        yield () -> circle.holds(actual);
      }
      case REGEX -> {
        Regex regex = new Regex((String) value);
        yield () -> regex.isFoundIn(actual);
      }
    };
  }

  private CompiledFilter equality(Property actual) {
    Constants constants = constants();
    return () -> constants.hold(actual);
  }

  private CompiledFilter containment(Property actual) {
    Constants constants = constants();
    if (value instanceof String text) {
      TextPart part = new TextPart(text);
      return () ->
          actual.type() == Property.Type.TEXT
              ? part.isIn(actual)
              : actual.type() == Property.Type.STRUCTURE && constants.hold(actual);
    }
    return () -> actual.type() == Property.Type.STRUCTURE && constants.hold(actual);
  }

  private Constants constants() {
    return new Constants(value instanceof List<?> list ? list : List.of(value));
  }

  private static CompiledFilter not(CompiledFilter filter) {
    return () -> !filter.passes();
  }

  /** Numbers that equal in value get equal in form, so that their filters are equal too. */
  private static Object canonical(Object value) {
    if (value instanceof BigDecimal number) {
      return number.stripTrailingZeros();
    }
    return value instanceof List<?> list
        ? List.copyOf(list.stream().map(PropertyFilter::canonical).toList())
        : value;
  }
}
