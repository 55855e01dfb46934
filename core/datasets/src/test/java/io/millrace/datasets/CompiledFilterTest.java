package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.datasets.PropertyFilter.Operator;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Compiled filters against {@link PlainFilter}, over values that are likely to be nearly equal. */
class CompiledFilterTest {

  private static final int ROUNDS = 5_000;
  private static final List<String> PROPERTIES = List.of("p", "q");

  private static final List<String> LETTERS =
      List.of(
          "a", "a", "b", "A", "?", "\"", "\\", "é", "\uFF5E", "\uD83D\uDE00", "\uD83D", "\uDE00");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0.0",
          "1e2",
          "0.1",
          "0.10000000000000001",
          "123456789012345678",
          "1234567890123456.78",
          "999999999999999999",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "-9223372036854775809",
          "9223372036854775807e-3",
          "1e18",
          "1e19",
          "1e30",
          "1e-30",
          "1E+400");

  private static final List<String> PATTERNS =
      List.of("", "a", "^a", "a$", "^[ab]+$", "a.b", "é|\\?", "(?i)^A", "\\\\", "^.$", "a{2,}");

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void compiledFilter_agreesWithThePlainOne() {
    Map<Operator, boolean[]> seen = new EnumMap<>(Operator.class);
    for (int round = 0; round < ROUNDS; round++) {
      Filter filter = filter(2);
      EventView view = new EventView(PROPERTIES);
      CompiledFilter compiled = filter.compile(view::property);
      for (int i = 0; i < 5; i++) {
        Map<String, @Nullable Object> event = new HashMap<>();
        StringBuilder json = new StringBuilder("{\"z\":[1,{\"p\":2}]");
        for (String property : PROPERTIES) {
          if (random.nextInt(10) > 0) {
            Object value = value();
            event.put(property, value);
            json.append(",\"").append(property).append("\": ");
            spell(value, json);
          }
        }
        json.append('}');
        String told = "seed " + seed + ", round " + round + ": " + filter + " of " + json;
        assertThat(view.read(json.toString().getBytes(StandardCharsets.UTF_8))).as(told).isTrue();

        boolean expected = PlainFilter.passes(filter, event);
        assertThat(compiled.passes()).as(told).isEqualTo(expected);
        assertThat(compiled.passes()).as(told + ", asked again").isEqualTo(expected);
        if (filter instanceof PropertyFilter one) {
          seen.computeIfAbsent(one.operator(), any -> new boolean[2])[expected ? 1 : 0] = true;
        }
      }
    }

    assertThat(seen).containsOnlyKeys(Operator.values());
    assertThat(seen.values()).allSatisfy(both -> assertThat(both).containsExactly(true, true));
  }

  private Filter filter(int depth) {
    if (depth > 0 && random.nextInt(5) == 0) {
      return new AnyOf(List.of(filter(depth - 1), filter(depth - 1)));
    }
    Operator operator = oneOf(List.of(Operator.values()));
    Object value =
        switch (operator) {
          case EQ, NE, CONTAINS, NOT_CONTAINS -> scalar();
          case LT, GT, LTE, GTE -> random.nextBoolean() ? text() : number();
          case EXISTS -> random.nextBoolean();
          case IN -> scalars(1 + random.nextInt(5));
          case REGEX -> oneOf(PATTERNS);
          case WITHIN ->
              new Circle(random.nextInt(361) - 180, random.nextInt(181) - 90, kilometres());
        };
    return new PropertyFilter(oneOf(PROPERTIES), operator, value);
  }

  /** With digits that no distance between two whole degrees is near to. */
  private double kilometres() {
    return random.nextInt(20_000) + 0.123456789;
  }

  private @Nullable Object value() {
    return switch (random.nextInt(12)) {
      case 0 -> null;
      case 1 -> {
        List<@Nullable Object> items = new ArrayList<>(scalars(random.nextInt(3)));
        if (random.nextInt(3) == 0) {
          items.add(null);
        }
        if (random.nextInt(3) == 0) {
          items.add(scalars(random.nextInt(3)));
        }
        yield items;
      }
      case 2 -> Map.of("a", scalar());
      case 3, 4 ->
          List.of(
              BigDecimal.valueOf(random.nextInt(365) - 182),
              BigDecimal.valueOf(random.nextInt(185) - 92));
      default -> scalar();
    };
  }

  private List<Object> scalars(int size) {
    List<Object> scalars = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      scalars.add(scalar());
    }
    return scalars;
  }

  private Object scalar() {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextBoolean();
      case 1, 2 -> number();
      default -> text();
    };
  }

  private String text() {
    StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "aaaaaaaaaaaaaaaaa" : "");
    int length = random.nextInt(4);
    for (int i = 0; i < length; i++) {
      text.append(random.nextInt(3) == 0 ? oneOf(LETTERS) : random.nextBoolean() ? "a" : "b");
    }
    return text.toString();
  }

  private BigDecimal number() {
    return random.nextInt(3) == 0
        ? new BigDecimal(oneOf(NUMBERS))
        : BigDecimal.valueOf(random.nextInt(41) - 20, random.nextInt(3));
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private void spell(@Nullable Object value, StringBuilder json) {
    if (value instanceof String text) {
      spellText(text, json);
    } else if (value instanceof BigDecimal number) {
      json.append(spelledNumber(number));
    } else if (value instanceof List<?> items) {
      json.append('[');
      for (int i = 0; i < items.size(); i++) {
        json.append(i == 0 ? "" : random.nextBoolean() ? "," : " , ");
        spell(items.get(i), json);
      }
      json.append(']');
    } else if (value instanceof Map<?, ?> members) {
      json.append("{\"a\":");
      spell(members.get("a"), json);
      json.append('}');
    } else {
      json.append(value);
    }
  }

  /** Half a surrogate pair can only be written as an escape; all else in two ways at least. */
  private void spellText(String text, StringBuilder json) {
    boolean plain = random.nextBoolean();
    json.append('"');
    text.codePoints()
        .forEach(
            point -> {
              if ((point >= 0xD800 && point <= 0xDFFF) || (!plain && random.nextInt(4) == 0)) {
                for (char half : Character.toChars(point)) {
                  json.append(String.format("\\u%04x", (int) half));
                }
              } else {
                json.append(point == '"' || point == '\\' ? "\\" : "").appendCodePoint(point);
              }
            });
    json.append('"');
  }

  private String spelledNumber(BigDecimal number) {
    return switch (random.nextInt(4)) {
      case 0 -> number.toString();
      case 1 -> number.unscaledValue() + "e" + -number.scale();
      case 2 -> number.setScale(Math.max(0, number.scale()) + random.nextInt(3)).toPlainString();
      default -> number.toPlainString();
    };
  }
}
