package io.millrace.datasets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes single values of an event's JSON that are more than digits or plain bytes. */
final class JsonValues {

  /** Spelling {@code 1e999999999} out would take a gigabyte; ingest lets no such number pass. */
  private static final int LARGEST_SCALE = 1_000;

  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  private JsonValues() {}

  static boolean endsScalar(byte b) {
    return b == ',' || b == '}' || b == ']' || (b >= 0 && b <= ' ');
  }

  /** The text that stands there with its quotes. */
  static String text(byte[] json, int from, int to) throws NotAnEvent {
    return (String) decode(json, from, to, JsonToken.VALUE_STRING);
  }

  static BigDecimal number(byte[] json, int from, int to) throws NotAnEvent {
    Object value = decode(json, from, to, null);
    if (value instanceof BigDecimal number) {
      return number;
    }
    throw new NotAnEvent();
  }

  static Structure structure(byte[] json, int from, int to) throws NotAnEvent {
    return (Structure) decode(json, from, to, null);
  }

  private static Object decode(byte[] json, int from, int to, @Nullable JsonToken only)
      throws NotAnEvent {
    try (JsonParser parser = JSON.createParser(json, from, to - from)) {
      JsonToken token = parser.nextToken();
      if (token == null || (only != null && token != only)) {
        throw new NotAnEvent();
      }
      Object value = token.isStructStart() ? structure(parser) : scalar(parser);
      if (parser.nextToken() != null) {
        throw new NotAnEvent();
      }
      return value;
    } catch (IOException | NumberFormatException e) {
      throw new NotAnEvent();
    }
  }

  private static Object scalar(JsonParser parser) throws IOException, NotAnEvent {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> Missing.NULL;
      default -> throw new NotAnEvent();
    };
  }

  private static BigDecimal number(JsonParser parser) throws IOException, NotAnEvent {
    BigDecimal number = parser.getDecimalValue();
    if (Math.abs((long) number.scale()) > LARGEST_SCALE) {
      throw new NotAnEvent();
    }
    return number;
  }

  private static Structure structure(JsonParser parser) throws IOException, NotAnEvent {
    StringBuilder json = new StringBuilder();
    List<Object> items = new ArrayList<>();
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      write(parser, json);
    } else {
      json.append('[');
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        separate(json, '[');
        if (parser.currentToken().isScalarValue()) {
          Object item = scalar(parser);
          items.add(item);
          writeScalar(item, json);
        } else {
          write(parser, json);
        }
      }
      json.append(']');
    }
    return new Structure(json.toString(), items);
  }

  private static void write(JsonParser parser, StringBuilder json) throws IOException, NotAnEvent {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        json.append('{');
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          separate(json, '{');
          writeScalar(parser.currentName(), json);
          json.append(':');
          parser.nextToken();
          write(parser, json);
        }
        json.append('}');
      }
      case START_ARRAY -> {
        json.append('[');
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          separate(json, '[');
          write(parser, json);
        }
        json.append(']');
      }
      default -> writeScalar(scalar(parser), json);
    }
  }

  /** A comma, unless this is the first: only an opening bracket can end in one. */
  private static void separate(StringBuilder json, char opening) {
    if (json.charAt(json.length() - 1) != opening) {
      json.append(',');
    }
  }

  private static void writeScalar(Object value, StringBuilder json) {
    if (value instanceof String text) {
      json.append('"');
      JsonStringEncoder.getInstance().quoteAsString(text, json);
      json.append('"');
    } else if (value instanceof BigDecimal number) {
      json.append(Spelling.number(number));
    } else {
      json.append(value == Missing.NULL ? "null" : value.toString());
    }
  }
}
