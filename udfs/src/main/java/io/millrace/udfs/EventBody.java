package io.millrace.udfs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Reads one value out of an event's JSON without building the rest of it.
 *
 * <p>A path is property names joined by dots, from the outermost object inwards; it enters no
 * array, and of two properties with one name it takes the first. Reading ends behind the value, so
 * what is broken after it goes unseen; every other defect makes the answer null.
 */
final class EventBody {

  /** Digits of an exact number, as in {@code DECIMAL(38, 18)}. */
  static final int PRECISION = 38;

  /** Room for what a JavaScript shop computes: 0.1 + 0.2 has 17 decimals. */
  static final int SCALE = 18;

  /** The property of event time; every event of an outbound topic has it. */
  static final String TIMESTAMP = "keen.timestamp";

  /** Four digits, as ISO 8601 has it without prior agreement. */
  private static final int LAST_YEAR = 9999;

  private static final JsonFactory JSON = new JsonFactory();

  private EventBody() {}

  /**
   * The event time, or null if there is none in ISO 8601 with an offset and a year of 0 to 9999.
   */
  static @Nullable Instant time(byte[] json) {
    String text = value(json, TIMESTAMP, EventBody::stringOnly);
    if (text == null) {
      return null;
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      return time.getYear() < 0 || time.getYear() > LAST_YEAR ? null : time.toInstant();
    } catch (DateTimeException notAnInstant) {
      return null;
    }
  }

  /** Strings as they are, numbers and booleans as written, objects and arrays as compact JSON. */
  static @Nullable String text(byte[] json, String path) {
    return value(json, path, EventBody::anyText);
  }

  /**
   * A JSON number, or null if 20 digits before the point and 18 behind it can't hold it exactly.
   */
  static @Nullable BigDecimal number(byte[] json, String path) {
    return value(json, path, EventBody::exactNumber);
  }

  private interface Reader<T> {
    @Nullable T read(JsonParser parser) throws IOException;
  }

  private static <T> @Nullable T value(byte[] json, String path, Reader<T> reader) {
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      return enter(parser, path) ? reader.read(parser) : null;
    } catch (IOException | NumberFormatException notJson) {
      return null;
    }
  }

  /** Moves to the value that the path names; false if there is none. */
  private static boolean enter(JsonParser parser, String path) throws IOException {
    for (int start = 0; start <= path.length(); ) {
      int dot = path.indexOf('.', start);
      int end = dot < 0 ? path.length() : dot;
      if (!enterProperty(parser, path.substring(start, end))) {
        return false;
      }
      start = end + 1;
    }
    return true;
  }

  private static boolean enterProperty(JsonParser parser, String name) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return false;
    }
    String found;
    while ((found = parser.nextFieldName()) != null) {
      parser.nextToken();
      if (found.equals(name)) {
        return true;
      }
      parser.skipChildren();
    }
    return false;
  }

  private static @Nullable String stringOnly(JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
  }

  private static @Nullable String anyText(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null || token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (token.isScalarValue()) {
      return parser.getText();
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator copy = JSON.createGenerator(text)) {
      copyStructure(parser, copy);
    }
    return text.toString();
  }

  /** Like Jackson's own, but numbers keep the digits they were written with. */
  private static void copyStructure(JsonParser parser, JsonGenerator copy) throws IOException {
    int depth = 0;
    do {
      JsonToken token = parser.currentToken();
      if (token == null) {
        throw new IOException("ends inside an object or array");
      }
      if (token.isNumeric()) {
        copy.writeNumber(parser.getText());
      } else {
        copy.copyCurrentEvent(parser);
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (depth > 0) {
        parser.nextToken();
      }
    } while (depth > 0);
  }

  private static @Nullable BigDecimal exactNumber(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null || !token.isNumeric()) {
      return null;
    }
    BigDecimal number = new BigDecimal(parser.getText());
    if (number.signum() == 0) {
      return BigDecimal.ZERO.setScale(SCALE);
    }
    // Asked before setScale, which would write out all the zeros of 1e999999999.
    if ((long) number.precision() - number.scale() > PRECISION - SCALE) {
      return null;
    }
    try {
      return number.setScale(SCALE, RoundingMode.UNNECESSARY);
    } catch (ArithmeticException tooFine) {
      return null;
    }
  }
}
