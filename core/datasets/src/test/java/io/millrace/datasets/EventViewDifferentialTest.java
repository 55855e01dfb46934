package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The walk over the bytes against the values that a library wrote. */
class EventViewDifferentialTest {

  private static final List<String> NAMES =
      List.of("a", "b", "ab", "price", "12345678", "123456789", "12345678x", "é", "q\"\\", "");

  private static final List<String> PATHS =
      List.of(
          "a", "b", "a.b", "a.b.price", "12345678", "123456789", "é.é", "ab", "price.12345678x");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomEvents_showTheValuesThatWereWritten(long seed) throws Exception {
    Random random = new Random(seed);
    EventView view = new EventView(PATHS);
    for (int i = 0; i < 5_000; i++) {
      Map<String, Object> event = object(random, 0);
      byte[] json = write(event, random.nextBoolean());
      Map<String, Object> flat = new HashMap<>();
      flatten("", event, flat);

      assertThat(view.read(json)).isTrue();
      for (String path : PATHS) {
        Object expected = flat.getOrDefault(path, Missing.ABSENT);
        Object actual = view.property(path).value();
        if (expected instanceof Map || expected instanceof List) {
          assertThat(actual).as(path).isInstanceOf(Structure.class);
        } else if (expected instanceof BigDecimal number) {
          assertThat((BigDecimal) actual).as(path).isEqualByComparingTo(number);
        } else {
          assertThat(actual).as("seed %s, event %s, %s", seed, i, path).isEqualTo(expected);
        }
      }
    }
  }

  /** Whatever the bytes are, reading them ends, and not with an exception. */
  @Test
  void alteredEvents_areReadOrNot() throws Exception {
    Random random = new Random(7);
    EventView view = new EventView(PATHS);
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] json = write(object(random, 0), random.nextBoolean());
      for (int j = random.nextInt(4); j >= 0; j--) {
        json[random.nextInt(json.length)] =
            (byte) "{}[]\",:\\0e-+.tfn \u0000\u00ff".charAt(random.nextInt(19));
      }
      if (view.read(Arrays.copyOf(json, 1 + random.nextInt(json.length)))) {
        PATHS.forEach(path -> assertThat(view.property(path).value()).isNotNull());
        read++;
      }
    }
    assertThat(read).isBetween(1, 49_999);
  }

  private static Map<String, Object> object(Random random, int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      object.put(NAMES.get(random.nextInt(NAMES.size())), value(random, depth));
    }
    return object;
  }

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 7 : 10)) {
      case 0 -> true;
      case 1 -> false;
      case 2 -> Missing.NULL;
      case 3 ->
          new BigDecimal(random.nextInt(2_000_000) - 1_000_000).movePointLeft(random.nextInt(5));
      case 4 ->
          new BigDecimal(random.nextLong())
              .multiply(BigDecimal.valueOf(random.nextLong()))
              .movePointLeft(random.nextInt(40));
      case 5, 6 -> text(random);
      case 7 -> List.of(true, text(random), Missing.NULL, object(random, depth + 1));
      default -> object(random, depth + 1);
    };
  }

  private static String text(Random random) {
    List<String> pieces =
        List.of(
            "x", "ordinary ", "\"", "\\", "\n", "}", "{", "]", ",", "é", "\uD83D\uDE00", "\\u0041");
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append(pieces.get(random.nextInt(pieces.size())));
    }
    return text.toString();
  }

  private static void flatten(String prefix, Map<?, ?> object, Map<String, Object> flat) {
    object.forEach(
        (name, value) -> {
          String path = prefix + name;
          flat.put(path, value);
          if (value instanceof Map<?, ?> inner) {
            flatten(path + ".", inner, flat);
          }
        });
  }

  private static byte[] write(Map<String, Object> event, boolean pretty) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      if (pretty) {
        json.useDefaultPrettyPrinter();
      }
      write(event, json);
    }
    return out.toByteArray();
  }

  private static void write(Object value, JsonGenerator json) throws IOException {
    if (value instanceof Map<?, ?> object) {
      json.writeStartObject();
      for (Map.Entry<?, ?> member : object.entrySet()) {
        json.writeFieldName((String) member.getKey());
        write(member.getValue(), json);
      }
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object item : new ArrayList<>(list)) {
        write(item, json);
      }
      json.writeEndArray();
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof String text) {
      json.writeString(text);
    } else {
      json.writeNull();
    }
  }
}
