package io.millrace.datasets;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Properties of these values, as an event has them; null is a property that is absent. */
final class Properties {

  private Properties() {}

  static Property[] of(@Nullable Object... values) {
    return Arrays.stream(values).map(Properties::one).toArray(Property[]::new);
  }

  static Property one(@Nullable Object value) {
    return Property.of(value == null ? Missing.ABSENT : value);
  }

  static Property number(String number) {
    return one(new BigDecimal(number));
  }
}
