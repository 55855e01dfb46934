package io.millrace.datasets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of chosen properties of one event after another, read in one pass over its JSON.
 *
 * <p>A value is a String, an exact BigDecimal, a Boolean, a {@link Structure} or a {@link Missing}.
 * Not thread-safe.
 */
final class EventView {

  /** Spelling {@code 1e999999999} out would take a gigabyte; ingest lets no such number pass. */
  private static final int LARGEST_SCALE = 1_000;

  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  /** A property name on the way to some of the chosen properties. */
  private static final class Node {
    final Map<String, Node> children = new HashMap<>();
    int slot = -1;
  }

  private final Node root = new Node();
  private final Map<String, Integer> slots = new HashMap<>();
  private final Object[] values;

  /** A view of the properties at these paths; dots descend into objects, never into arrays. */
  EventView(Collection<String> paths) {
    for (String path : paths) {
      slots.computeIfAbsent(path, this::addPath);
    }
    values = new Object[slots.size()];
    Arrays.fill(values, Missing.ABSENT);
  }

  private int addPath(String path) {
    Node node = root;
    for (String name : path.split("\\.", -1)) {
      node = node.children.computeIfAbsent(name, any -> new Node());
    }
    node.slot = slots.size();
    return node.slot;
  }

  /** Where {@link #value} finds one of the paths. */
  int slot(String path) {
    Integer slot = slots.get(path);
    if (slot == null) {
      throw new IllegalArgumentException("this view does not read " + path);
    }
    return slot;
  }

  Object value(int slot) {
    return values[slot];
  }

  /** Reads the next event; false if it is not a JSON object that ingest could have written. */
  boolean read(byte[] json) {
    Arrays.fill(values, Missing.ABSENT);
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      readObject(parser, root);
      return true;
    } catch (IOException unreadable) {
      return false;
    }
  }

  private void readObject(JsonParser parser, Node node) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Node child = node.children.get(parser.currentName());
      JsonToken token = parser.nextToken();
      if (child == null) {
        parser.skipChildren();
      } else if (child.slot >= 0) {
        Object value = token.isStructStart() ? structure(parser) : scalar(parser);
        values[child.slot] = value;
        if (token == JsonToken.START_OBJECT && !child.children.isEmpty()) {
          readAgain(((Structure) value).json(), child);
        }
      } else if (token == JsonToken.START_OBJECT) {
        readObject(parser, child);
      } else {
        parser.skipChildren();
      }
    }
  }

  /** For the rare object that is wanted as a whole and in parts. */
  private void readAgain(String json, Node node) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      readObject(parser, node);
    }
  }

  private static Object scalar(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> Missing.NULL;
      default -> throw new JsonParseException(parser, "no value begins here");
    };
  }

  private static BigDecimal number(JsonParser parser) throws IOException {
    BigDecimal number = parser.getDecimalValue();
    if (Math.abs((long) number.scale()) > LARGEST_SCALE) {
      throw new JsonParseException(parser, "the number has too many digits");
    }
    return number;
  }

  private static Structure structure(JsonParser parser) throws IOException {
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

  private static void write(JsonParser parser, StringBuilder json) throws IOException {
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
