package io.millrace.datasets;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What filters mean, written down in the plainest way.
 *
 * <p>Values are String, BigDecimal, Boolean, List, Map or, for both null and absent, null.
 */
final class PlainFilter {

  private PlainFilter() {}

  static boolean passes(Filter filter, Map<String, @Nullable Object> event) {
    if (filter instanceof AnyOf or) {
      return or.operands().stream().anyMatch(operand -> passes(operand, event));
    }
    PropertyFilter one = (PropertyFilter) filter;
    Object actual = event.get(one.property());
    Object wanted = one.value();
    return switch (one.operator()) {
      case EQ -> equal(actual, wanted);
      case NE -> !equal(actual, wanted);
      case LT -> comparable(actual, wanted) && compare(actual, wanted) < 0;
      case LTE -> comparable(actual, wanted) && compare(actual, wanted) <= 0;
      case GT -> comparable(actual, wanted) && compare(actual, wanted) > 0;
      case GTE -> comparable(actual, wanted) && compare(actual, wanted) >= 0;
      case EXISTS -> wanted.equals(actual != null);
      case IN -> ((List<?>) wanted).stream().anyMatch(item -> equal(actual, item));
      case CONTAINS -> contains(actual, wanted);
      case NOT_CONTAINS -> !contains(actual, wanted);
      case REGEX ->
          actual instanceof String text && Pattern.compile((String) wanted).matcher(text).find();
      case WITHIN -> isNear(actual, (Circle) wanted);
    };
  }

  private static boolean equal(@Nullable Object actual, Object wanted) {
    if (actual instanceof List<?> items) {
      return items.stream().anyMatch(item -> !(item instanceof List) && equal(item, wanted));
    }
    if (actual instanceof BigDecimal number && wanted instanceof BigDecimal other) {
      return number.compareTo(other) == 0;
    }
    return wanted.equals(actual);
  }

  private static boolean contains(@Nullable Object actual, Object wanted) {
    return actual instanceof String text
        ? wanted instanceof String part && text.contains(part)
        : actual instanceof List && equal(actual, wanted);
  }

  private static boolean comparable(@Nullable Object actual, Object wanted) {
    return (actual instanceof BigDecimal && wanted instanceof BigDecimal)
        || (actual instanceof String && wanted instanceof String);
  }

  private static int compare(@Nullable Object actual, Object wanted) {
    return actual instanceof BigDecimal number
        ? number.compareTo((BigDecimal) wanted)
        : Arrays.compare(
            String.valueOf(actual).codePoints().toArray(),
            ((String) wanted).codePoints().toArray());
  }

  /** By the angle between two vectors from the middle of the Earth. */
  private static boolean isNear(@Nullable Object actual, Circle circle) {
    if (actual instanceof List<?> list
        && list.size() == 2
        && list.get(0) instanceof BigDecimal longitude
        && list.get(1) instanceof BigDecimal latitude
        && longitude.abs().compareTo(BigDecimal.valueOf(180)) <= 0
        && latitude.abs().compareTo(BigDecimal.valueOf(90)) <= 0) {
      double[] a = vector(circle.longitude(), circle.latitude());
      double[] b = vector(longitude.doubleValue(), latitude.doubleValue());
      double cosine = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
      return 6371.0088 * Math.acos(Math.max(-1, Math.min(1, cosine))) <= circle.radiusKm();
    }
    return false;
  }

  private static double[] vector(double longitude, double latitude) {
    double lon = Math.toRadians(longitude);
    double lat = Math.toRadians(latitude);
    return new double[] {
      Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)
    };
  }
}
