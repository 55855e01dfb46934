package io.millrace.patterns.expression;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.patterns.model.Expression;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads of an event's JSON what a {@link FieldTable} names, one event after another; of one thread.
 *
 * <p>A dot descends: {@code a.b} is {@code b} within the object {@code a}, or within each object of
 * the list {@code a}. A property whose name holds a dot is out of reach; ingest lets none pass. A
 * list is the list of its texts, numbers and booleans, lists within it being part of it; null and
 * the empty list are no value, nor is an object. Of two properties with one name the first counts.
 * What is broken behind the last field that is looked for goes unseen.
 *
 * <p>For {@link Expression.Field#EVERY_VALUE} the event is read once more, whole.
 */
public final class JsonFields implements EventFields {

  /** Spelling {@code 1e999999999} out would take a gigabyte; ingest lets no such number pass. */
  private static final int LARGEST_SCALE = 1_000;

  /** Many names of one hash are slower, but no reason not to look at an event. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .build();

  private static final int NO_SLOT = -1;

  /** What is looked for within one object. */
  private static final class Node {
    private final Map<String, Node> children = new HashMap<>();
    private int slot = NO_SLOT;

    /** This and all within. */
    private int slots;

    /** The number of the event in which it was. */
    private long seen;
  }

  private final Node root = new Node();
  private final @Nullable Object[] values;
  private final int everyValue;
  private long events;
  private int unread;

  /** Of the fields that the table has by now. */
  public JsonFields(FieldTable table) {
    List<String> paths = table.paths();
    values = new @Nullable Object[paths.size()];
    everyValue = paths.indexOf(Expression.Field.EVERY_VALUE);
    for (int slot = 0; slot < paths.size(); slot++) {
      if (slot == everyValue) {
        continue;
      }
      Node node = root;
      node.slots++;
      for (String name : paths.get(slot).split("\\.", -1)) {
        node = node.children.computeIfAbsent(name, any -> new Node());
        node.slots++;
      }
      node.slot = slot;
    }
  }

  /**
   * Takes the next event.
   *
   * @return whether it is a JSON object, as far as it had to be read; if not, it has no field
   */
  public boolean read(byte[] json) {
    Arrays.fill(values, null);
    unread = everyValue == NO_SLOT ? values.length : values.length - 1;
    events++;
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      readObject(parser, root, false);
      if (everyValue != NO_SLOT) {
        readEveryValue(json);
      }
      return true;
    } catch (IOException | NumberFormatException malformed) {
      Arrays.fill(values, null);
      return false;
    }
  }

  @Override
  public @Nullable Object value(int slot) {
    return values[slot];
  }

  private void readEveryValue(byte[] json) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        Object value = scalar(parser, token);
        if (value != null) {
          put(everyValue, value, true);
        }
      }
    }
  }

  private void readObject(JsonParser parser, Node node, boolean inList) throws IOException {
    while (unread > 0) {
      String name = parser.nextFieldName();
      if (name == null) {
        if (parser.currentToken() == JsonToken.END_OBJECT) {
          return;
        }
        throw new IOException("the object does not end");
      }
      Node child = node.children.get(name);
      JsonToken token = parser.nextToken();
      if (child == null || child.seen == events) {
        parser.skipChildren();
      } else if (inList) {
        readValue(parser, token, child, true);
      } else {
        child.seen = events;
        int before = unread;
        readValue(parser, token, child, false);
        // What an object lacks is known to be absent.
        unread = before - child.slots;
      }
    }
  }

  private void readValue(JsonParser parser, JsonToken token, Node node, boolean inList)
      throws IOException {
    switch (token) {
      case START_OBJECT -> {
        if (node.children.isEmpty()) {
          parser.skipChildren();
        } else {
          readObject(parser, node, inList);
        }
      }
      case START_ARRAY -> {
        for (JsonToken part = parser.nextToken();
            part != JsonToken.END_ARRAY;
            part = parser.nextToken()) {
          if (part == null) {
            throw new IOException("the list does not end");
          }
          readValue(parser, part, node, true);
        }
      }
      default -> {
        Object value = node.slot == NO_SLOT ? null : scalar(parser, token);
        if (value != null) {
          put(node.slot, value, inList);
        }
      }
    }
  }

  private void put(int slot, Object value, boolean inList) {
    if (!inList) {
      values[slot] = value;
    } else if (values[slot] instanceof Several several) {
      several.add(value);
    } else {
      Several several = new Several();
      several.add(value);
      values[slot] = several;
    }
  }

  private static @Nullable Object scalar(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static @Nullable BigDecimal number(JsonParser parser) throws IOException {
    JsonParser.NumberType type = parser.getNumberType();
    if (type == JsonParser.NumberType.INT || type == JsonParser.NumberType.LONG) {
      return BigDecimal.valueOf(parser.getLongValue());
    }
    BigDecimal number = parser.getDecimalValue();
    return Math.abs((long) number.scale()) > LARGEST_SCALE ? null : number;
  }

  /** A class of its own, to tell it from a value. */
  private static final class Several extends ArrayList<Object> {
    private static final long serialVersionUID = 1L;
  }
}
