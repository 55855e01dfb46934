package io.millrace.patterns.expression;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.millrace.patterns.model.Expression;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The functions that an {@link Expression.Call} may name. Null among the arguments gives null,
 * unless it is said otherwise. Of an argument that is a list each part is taken: conditions are
 * true if they are of any, and values become a list of values.
 */
public enum BuiltIn {
  ADD("add(x, y)", Type.NUMBER, false, 2, 2),
  /** Empty if either side is not there. */
  BETWEEN("between(text, left, right[, greedy])", Type.TEXT, true, 3, 4),
  CIDR_MATCH("cidrMatch(address, block[, …])", Type.BOOLEAN, false, 2, Integer.MAX_VALUE),
  CONCAT("concat(value[, …])", Type.TEXT, false, 1, Integer.MAX_VALUE),
  DAY("day(time)", Type.NUMBER, false, 1, 1),
  DIVIDE("divide(x, y)", Type.NUMBER, false, 2, 2),
  ENDS_WITH("endsWith(text, end)", Type.BOOLEAN, true, 2, 2),
  HOUR("hour(time)", Type.NUMBER, false, 1, 1),
  INDEX_OF("indexOf(text, part[, from])", Type.NUMBER, true, 2, 3),
  LENGTH("length(text)", Type.NUMBER, false, 1, 1),
  MINUTE("minute(time)", Type.NUMBER, false, 1, 1),
  MODULO("modulo(x, y)", Type.NUMBER, false, 2, 2),
  MONTH("month(time)", Type.NUMBER, false, 1, 1),
  MULTIPLY("multiply(x, y)", Type.NUMBER, false, 2, 2),
  /** A base of null is no base. */
  NUMBER("number(text[, base])", Type.NUMBER, false, 1, 2),
  STARTS_WITH("startsWith(text, start)", Type.BOOLEAN, true, 2, 2),
  STRING("string(value)", Type.TEXT, false, 1, 1),
  /** An empty part is in no text. */
  STRING_CONTAINS("stringContains(text, part)", Type.BOOLEAN, true, 2, 2),
  SUBSTRING("substring(text, from[, to])", Type.TEXT, false, 2, 3),
  SUBTRACT("subtract(x, y)", Type.NUMBER, false, 2, 2),
  /** That of ISO 8601, from 1 to 53. */
  WEEK("week(time)", Type.NUMBER, false, 1, 1),
  YEAR("year(time)", Type.NUMBER, false, 1, 1);

  /** What a function's value is, if it is not null. */
  public enum Type {
    BOOLEAN,
    NUMBER,
    TEXT
  }

  /** Results with more digits before or behind the point are null: rules are not for them. */
  private static final int MOST_DIGITS = 1_000;

  private static final int LONGEST_NUMBER = 100;

  private static final Map<String, BuiltIn> BY_NAME =
      Arrays.stream(values())
          .collect(toUnmodifiableMap(f -> f.written().toLowerCase(Locale.ROOT), f -> f));

  private final String signature;
  private final Type type;
  private final boolean hasCaselessForm;
  private final int fewest;
  private final int most;

  BuiltIn(String signature, Type type, boolean hasCaselessForm, int fewest, int most) {
    this.signature = signature;
    this.type = type;
    this.hasCaselessForm = hasCaselessForm;
    this.fewest = fewest;
    this.most = most;
  }

  /** By its name in lower case; null if there is none. */
  public static @Nullable BuiltIn of(String name) {
    return BY_NAME.get(name);
  }

  /** Name and arguments, those in brackets being optional. */
  public String signature() {
    return signature;
  }

  /** Its name as documentation writes it. */
  public String written() {
    return signature.substring(0, signature.indexOf('('));
  }

  public Type type() {
    return type;
  }

  /** Whether it can ignore case, {@code endsWith~}. */
  public boolean hasCaselessForm() {
    return hasCaselessForm;
  }

  /** Whether it can have so many arguments. */
  public boolean takes(int arguments) {
    return arguments >= fewest && arguments <= most;
  }

  @Nullable Object apply(@Nullable Object[] arguments, boolean ignoreCase) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] instanceof List<?> parts) {
        return applyToEach(arguments, i, parts, ignoreCase);
      }
      if (arguments[i] == null && !(this == NUMBER && i == 1)) {
        return null;
      }
    }
    return applyToSingle(arguments, ignoreCase);
  }

  private @Nullable Object applyToEach(
      @Nullable Object[] arguments, int at, List<?> parts, boolean ignoreCase) {
    List<Object> results = new ArrayList<>();
    @Nullable Object[] single = arguments.clone();
    for (Object part : parts) {
      single[at] = part;
      Object result = apply(single, ignoreCase);
      if (Boolean.TRUE.equals(result)) {
        return true;
      }
      results.addAll(Values.parts(result));
    }
    if (type == Type.BOOLEAN) {
      return results.isEmpty() ? null : Boolean.FALSE;
    }
    return results.isEmpty() ? null : results;
  }

  private @Nullable Object applyToSingle(@Nullable Object[] arguments, boolean ignoreCase) {
    return switch (this) {
      case ADD -> calculate(Expression.Operator.ADD, arguments[0], arguments[1]);
      case SUBTRACT -> calculate(Expression.Operator.SUBTRACT, arguments[0], arguments[1]);
      case MULTIPLY -> calculate(Expression.Operator.MULTIPLY, arguments[0], arguments[1]);
      case DIVIDE -> calculate(Expression.Operator.DIVIDE, arguments[0], arguments[1]);
      case MODULO -> calculate(Expression.Operator.MODULO, arguments[0], arguments[1]);
      case BETWEEN ->
          between(
              text(arguments[0]),
              text(arguments[1]),
              text(arguments[2]),
              arguments.length > 3 && Boolean.TRUE.equals(arguments[3]),
              ignoreCase);
      case CIDR_MATCH -> cidrMatch(arguments);
      case CONCAT -> {
        StringBuilder all = new StringBuilder();
        for (Object argument : arguments) {
          all.append(text(argument));
        }
        yield all.toString();
      }
      case ENDS_WITH -> folded(arguments[0], ignoreCase).endsWith(folded(arguments[1], ignoreCase));
      case STARTS_WITH ->
          folded(arguments[0], ignoreCase).startsWith(folded(arguments[1], ignoreCase));
      case STRING_CONTAINS -> {
        String part = folded(arguments[1], ignoreCase);
        yield !part.isEmpty() && folded(arguments[0], ignoreCase).contains(part);
      }
      case INDEX_OF ->
          indexOf(
              folded(arguments[0], ignoreCase),
              folded(arguments[1], ignoreCase),
              arguments.length > 2 ? index(arguments[2]) : Integer.valueOf(0));
      case LENGTH -> BigDecimal.valueOf(text(arguments[0]).length());
      case MINUTE, HOUR, DAY, WEEK, MONTH, YEAR -> TimeParts.of(this, arguments[0]);
      case NUMBER -> number(arguments[0], arguments.length > 1 ? arguments[1] : null);
      case STRING -> text(arguments[0]);
      case SUBSTRING ->
          substring(
              text(arguments[0]),
              index(arguments[1]),
              arguments.length > 2 ? index(arguments[2]) : Integer.valueOf(Integer.MAX_VALUE));
    };
  }

  /** See {@link Expression.Arithmetic}, of two single values. */
  static @Nullable Object calculate(
      Expression.Operator how, @Nullable Object left, @Nullable Object right) {
    if (!(left instanceof BigDecimal x) || !(right instanceof BigDecimal y)) {
      return null;
    }
    boolean divides = how == Expression.Operator.DIVIDE || how == Expression.Operator.MODULO;
    if (divides && y.signum() == 0) {
      return null;
    }
    BigDecimal result =
        switch (how) {
          case ADD -> x.add(y);
          case SUBTRACT -> x.subtract(y);
          case MULTIPLY -> x.multiply(y);
          case MODULO -> x.remainder(y);
          case DIVIDE ->
              isWhole(x) && isWhole(y)
                  ? x.divide(y, 0, RoundingMode.DOWN)
                  : x.divide(y, MathContext.DECIMAL128);
        };
    // What came of a fraction stays one for the next division, even if it is whole.
    if (isWhole(result) && !(isWhole(x) && isWhole(y))) {
      result = result.setScale(1);
    }
    return bounded(result);
  }

  private static boolean isWhole(BigDecimal number) {
    return number.scale() <= 0;
  }

  private static @Nullable BigDecimal bounded(BigDecimal number) {
    return number.precision() > MOST_DIGITS || Math.abs((long) number.scale()) > MOST_DIGITS
        ? null
        : number;
  }

  private static String text(@Nullable Object value) {
    return Values.text(Objects.requireNonNull(value));
  }

  private static String folded(@Nullable Object value, boolean ignoreCase) {
    String text = text(value);
    return ignoreCase ? Values.fold(text) : text;
  }

  /** Null if it is no whole number; what is beyond a text's length is no further. */
  private static @Nullable Integer index(@Nullable Object value) {
    if (!(value instanceof BigDecimal number) || number.remainder(BigDecimal.ONE).signum() != 0) {
      return null;
    }
    BigDecimal limit = BigDecimal.valueOf(Integer.MAX_VALUE);
    return number.max(limit.negate()).min(limit).intValue();
  }

  private static String between(
      String text, String left, String right, boolean greedy, boolean ignoreCase) {
    String in = ignoreCase ? Values.fold(text) : text;
    int start = in.indexOf(ignoreCase ? Values.fold(left) : left);
    if (start < 0) {
      return "";
    }
    int from = start + left.length();
    String last = ignoreCase ? Values.fold(right) : right;
    int to = greedy ? in.lastIndexOf(last) : in.indexOf(last, from);
    return to < from ? "" : text.substring(from, to);
  }

  private static @Nullable Boolean cidrMatch(@Nullable Object[] arguments) {
    List<String> texts = new ArrayList<>();
    for (int i = 1; i < arguments.length; i++) {
      texts.add(text(arguments[i]));
    }
    CidrBlocks blocks = CidrBlocks.of(texts);
    return blocks == null ? null : blocks.hold(text(arguments[0]));
  }

  private static @Nullable BigDecimal indexOf(String text, String part, @Nullable Integer start) {
    if (start == null || start > text.length()) {
      return null;
    }
    int found = text.indexOf(part, Math.max(start, 0));
    return found < 0 ? null : BigDecimal.valueOf(found);
  }

  private static @Nullable BigDecimal number(@Nullable Object value, @Nullable Object base) {
    if (value instanceof BigDecimal number) {
      return number;
    }
    if (!(value instanceof String given) || given.length() > LONGEST_NUMBER) {
      return null;
    }
    String text = given.strip();
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String digits = signed ? text.substring(1) : text;
    boolean hexadecimal = digits.startsWith("0x") || digits.startsWith("0X");
    Integer radix = base == null ? Integer.valueOf(hexadecimal ? 16 : 10) : index(base);
    if (radix == null || radix < Character.MIN_RADIX || radix > Character.MAX_RADIX) {
      return null;
    }
    if (hexadecimal && radix == 16) {
      digits = digits.substring(2);
    }
    if (digits.startsWith("-") || digits.startsWith("+")) {
      return null;
    }
    try {
      BigDecimal number =
          radix == 10 ? new BigDecimal(digits) : new BigDecimal(new BigInteger(digits, radix));
      return bounded(text.startsWith("-") ? number.negate() : number);
    } catch (NumberFormatException none) {
      return null;
    }
  }

  /** As a slice of Python: negative positions count from the end. */
  private static @Nullable String substring(
      String text, @Nullable Integer from, @Nullable Integer to) {
    if (from == null || to == null) {
      return null;
    }
    int start = position(text, from);
    int end = position(text, to);
    return start >= end ? "" : text.substring(start, end);
  }

  private static int position(String text, int index) {
    return index < 0 ? Math.max(0, text.length() + index) : Math.min(index, text.length());
  }
}
