package io.millrace.patterns.expression;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** Constants to one of which a value may be {@linkplain Values#equal equal}. */
final class Alternatives {

  private final boolean ignoreCase;
  private final Set<String> texts = new HashSet<>();

  /** Two numbers are one if they differ in their scale only, which is not so in a hash set. */
  private final Set<BigDecimal> numbers = new TreeSet<>();

  private final Set<BigDecimal> spelledNumbers = new TreeSet<>();
  private final Set<String> booleans = new HashSet<>();

  Alternatives(Iterable<?> constants, boolean ignoreCase) {
    this.ignoreCase = ignoreCase;
    for (Object constant : constants) {
      if (constant instanceof String text) {
        texts.add(ignoreCase ? Values.fold(text) : text);
        BigDecimal spelled = Values.spelled(text);
        if (spelled != null) {
          spelledNumbers.add(spelled);
        }
      } else if (constant instanceof BigDecimal number) {
        numbers.add(number);
      } else {
        booleans.add(constant.toString());
      }
    }
  }

  boolean hold(Object value) {
    if (value instanceof String text) {
      String folded = ignoreCase ? Values.fold(text) : text;
      if (texts.contains(folded) || (!booleans.isEmpty() && booleans.contains(folded))) {
        return true;
      }
      BigDecimal spelled = numbers.isEmpty() ? null : Values.spelled(text);
      return spelled != null && numbers.contains(spelled);
    }
    if (value instanceof BigDecimal number) {
      return numbers.contains(number) || spelledNumbers.contains(number);
    }
    return booleans.contains(value.toString()) || texts.contains(value.toString());
  }
}
