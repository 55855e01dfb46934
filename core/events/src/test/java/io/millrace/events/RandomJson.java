package io.millrace.events;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Events and bytes at random: mostly near the borders of the rules, some far outside. */
final class RandomJson {

  private static final String[] NAMES = {
    "a",
    "b",
    "price",
    "user",
    "keen",
    "k\\u0065en",
    "\\u0061",
    "id",
    "caf\u00e9",
    "\ud834\udd1e",
    "coordinates",
    "timestamp",
    "$a",
    "a.b",
    "",
    "\\ud834",
    "a\\n",
    "x y"
  };
  private static final String[] NUMBERS = {
    "0",
    "-0",
    "1",
    "-1.5",
    "10.50",
    "9007199254740993",
    "0.1000000000000000055",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "1e18",
    "1e19",
    "1E-100",
    "1e-101",
    "0e100",
    "180",
    "-180.0",
    "90",
    "90.1",
    "4.9",
    "52.37",
    "01",
    "1.",
    "NaN"
  };
  private static final String[] TEXTS = {
    "",
    "x",
    "yesterday",
    "2026-01-31T10:05:03Z",
    "2015-05-17",
    "2015-05-17T10:05:03.123456+02:00",
    "2026-01-31T11:05:03.001Z",
    "1969-12-31T23:59:59.999",
    "0000-01-01",
    "2015-02-29",
    "caf\u00e9",
    "\ud834\udd1e",
    "\\ud834\\udd1e",
    "\\ud834",
    "\\u0000",
    "\\\"\\\\\\/\\b\\f\\n\\r\\t",
    "\\x",
    "\u007f"
  };
  private static final String[] KEEN_NAMES = {
    "timestamp",
    "id",
    "uniqueness_token",
    "location",
    "addons",
    "created_at",
    "behind_ms",
    "t\\u0069mestamp",
    "other"
  };
  private static final String[] SNIPPETS = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u",
    "null",
    "true",
    "1",
    "-",
    "e",
    ".",
    " ",
    "\n",
    "\0",
    "\ufeff",
    "\"keen\":",
    "{\"a\":1}",
    "\u00e9"
  };
  private static final String[] SPACES = {"", "", "", "", " ", "\n", "\t\r "};

  private final SplittableRandom random;

  RandomJson(SplittableRandom random) {
    this.random = random;
  }

  /** An object with few or no broken rules, and sometimes no JSON at all. */
  String event() {
    StringBuilder out = new StringBuilder();
    object(out, 1, NAMES);
    return out.toString();
  }

  /** Any value, JSON most of the time. */
  String anything() {
    StringBuilder out = new StringBuilder();
    value(out, random.nextInt(6));
    return out.toString();
  }

  private void object(StringBuilder out, int level, String[] names) {
    out.append('{').append(space());
    int members = random.nextInt(5);
    int first = random.nextInt(names.length);
    for (int i = 0; i < members; i++) {
      if (i > 0) {
        out.append(',').append(space());
      }
      // Neighbours in the list, so that most objects have no key twice; few names are bad ones.
      String name = names[(first + i) % (random.nextInt(8) == 0 ? names.length : 6) % names.length];
      out.append('"').append(name).append('"').append(space()).append(':').append(space());
      if (level == 1 && name.equals("keen") && random.nextInt(10) > 0) {
        keen(out);
      } else {
        value(out, level + 1);
      }
      out.append(space());
    }
    out.append('}');
  }

  private void keen(StringBuilder out) {
    out.append('{');
    int members = random.nextInt(4);
    int first = random.nextInt(KEEN_NAMES.length);
    for (int i = 0; i < members; i++) {
      String name = KEEN_NAMES[(first + i) % KEEN_NAMES.length];
      out.append(i > 0 ? "," : "").append('"').append(name).append("\":").append(space());
      if (random.nextInt(6) == 0) {
        value(out, 3);
        continue;
      }
      switch (name) {
        case "location" ->
            out.append("{\"coordinates\":[")
                .append(NUMBERS[random.nextInt(NUMBERS.length)])
                .append(',')
                .append(NUMBERS[random.nextInt(NUMBERS.length)])
                .append("]}");
        case "addons" -> out.append(random.nextBoolean() ? "[]" : "[{\"name\":\"x\"} ,{}]");
        default -> text(out);
      }
    }
    out.append('}');
  }

  private void value(StringBuilder out, int level) {
    switch (random.nextInt(level > 7 ? 5 : 8)) {
      case 0 -> out.append(new String[] {"true", "false", "null"}[random.nextInt(3)]);
      case 1, 2 -> out.append(NUMBERS[random.nextInt(random.nextInt(4) == 0 ? 24 : 7)]);
      case 3, 4 -> text(out);
      case 5 -> {
        out.append('[').append(space());
        int elements = random.nextInt(4);
        for (int i = 0; i < elements; i++) {
          out.append(i > 0 ? "," : "").append(space());
          value(out, level + 1);
        }
        out.append(space()).append(']');
      }
      default -> object(out, level, NAMES);
    }
  }

  private void text(StringBuilder out) {
    String[] choice = TEXTS;
    out.append('"').append(choice[random.nextInt(random.nextInt(4) == 0 ? choice.length : 6)]);
    out.append('"');
  }

  private String space() {
    return SPACES[random.nextInt(SPACES.length)];
  }

  byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(40)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  /** The text with one to three bytes or slices changed, left out, doubled or put in. */
  byte[] mutated(byte[] text) {
    byte[] bytes = text;
    for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      int to = Math.min(bytes.length, at + 1 + random.nextInt(8));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(bytes, 0, at);
      switch (random.nextInt(4)) {
        case 0 -> {
          out.write(random.nextInt(256));
          out.write(bytes, at + 1, bytes.length - at - 1);
        }
        case 1 -> out.write(bytes, to, bytes.length - to);
        case 2 -> {
          out.write(bytes, at, to - at);
          out.write(bytes, at, bytes.length - at);
        }
        default -> {
          out.writeBytes(
              SNIPPETS[random.nextInt(SNIPPETS.length)].getBytes(StandardCharsets.UTF_8));
          out.write(bytes, at, bytes.length - at);
        }
      }
      bytes = out.toByteArray();
    }
    return bytes;
  }
}
