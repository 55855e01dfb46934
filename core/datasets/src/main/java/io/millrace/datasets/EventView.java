package io.millrace.datasets;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of chosen properties of one event after another, found in one walk over its JSON that
 * steps over all else.
 *
 * <p>The events are those that ingest wrote: it has checked the grammar and that no object has a
 * key twice (docs/events.md). So what is stepped over is not checked again, and the walk ends with
 * the last of the chosen properties. Not thread-safe.
 */
final class EventView {

  private final PathNode root;
  private final Map<String, Integer> slots = new HashMap<>();
  private final Property[] properties;

  private byte[] json = new byte[0];
  private int at;

  /** A view of the properties at these paths; dots descend into objects, never into arrays. */
  EventView(Collection<String> paths) {
    PathNode.Builder tree = new PathNode.Builder();
    for (String path : paths) {
      slots.computeIfAbsent(path, some -> tree.add(some, slots.size()));
    }
    root = tree.build();
    properties = new Property[slots.size()];
    Arrays.setAll(properties, any -> new Property());
  }

  /** The one of these paths; it shows the value of the event at hand, one event after another. */
  Property property(String path) {
    Integer slot = slots.get(path);
    if (slot == null) {
      throw new IllegalArgumentException("this view does not read " + path);
    }
    return properties[slot];
  }

  /** Reads the next event; false if it is not a JSON object that ingest could have written. */
  boolean read(byte[] event) {
    for (Property property : properties) {
      property.clear();
    }
    json = event;
    at = 0;
    try {
      if (next() != '{') {
        return false;
      }
      at++;
      readMembers(root, true);
      return true;
    } catch (NotAnEvent e) {
      return false;
    }
  }

  /** Reads the members that are wanted; steps behind the closing bracket unless told not to. */
  private void readMembers(PathNode node, boolean mayStop) throws NotAnEvent {
    int wanted = node.size();
    if (next() == '}') {
      at++;
      return;
    }
    while (true) {
      PathNode child = name(node);
      expect(':');
      if (child == null) {
        skipValue(next());
      } else {
        readValue(child);
        wanted--;
        if (wanted == 0) {
          if (!mayStop) {
            skipNested(1);
          }
          return;
        }
      }
      byte separator = next();
      at++;
      if (separator == '}') {
        return;
      }
      if (separator != ',') {
        throw new NotAnEvent();
      }
    }
  }

  /** Steps over a name; gives what is wanted under it, or null. */
  private @Nullable PathNode name(PathNode node) throws NotAnEvent {
    expect('"');
    int start = at;
    int end = Ascii.quoteOrBackslash(json, start);
    if (end < json.length && json[end] == '"') {
      at = end + 1;
      return node.child(json, start, end);
    }
    at = endOfText(end) + 1;
    return node.child(JsonValues.text(json, start - 1, at));
  }

  private void readValue(PathNode node) throws NotAnEvent {
    byte first = next();
    int start = at;
    if (node.slot() >= 0) {
      setProperty(properties[node.slot()], first);
    } else if (first != '{') {
      skipValue(first);
    }
    if (first == '{' && node.size() > 0) {
      at = start + 1;
      readMembers(node, false);
    }
  }

  private void setProperty(Property property, byte first) throws NotAnEvent {
    int start = at;
    switch (first) {
      case '"' -> {
        int end = Ascii.quoteOrBackslash(json, start + 1);
        if (end < json.length && json[end] == '"') {
          at = end + 1;
          property.setPlainText(json, start + 1, end);
        } else {
          at = endOfText(end) + 1;
          property.setDecoded(Property.Type.TEXT, JsonValues.text(json, start, at));
        }
      }
      case '{', '[' -> {
        at++;
        skipNested(1);
        property.setDecoded(Property.Type.STRUCTURE, JsonValues.structure(json, start, at));
      }
      case 't' -> literal(property, Property.Type.TRUE, "true");
      case 'f' -> literal(property, Property.Type.FALSE, "false");
      case 'n' -> literal(property, Property.Type.NULL, "null");
      default -> number(property);
    }
  }

  private void literal(Property property, Property.Type type, String word) throws NotAnEvent {
    for (int i = 0; i < word.length(); i++) {
      if (at >= json.length || json[at] != word.charAt(i)) {
        throw new NotAnEvent();
      }
      at++;
    }
    property.setLiteral(type);
  }

  /** Reads up to 18 digits as they are, and leaves what is longer or odd to a parser. */
  private void number(Property property) throws NotAnEvent {
    int start = at;
    boolean negative = json[at] == '-';
    int i = negative ? at + 1 : at;
    int firstDigit = i;
    long digits = 0;
    int point = -1;
    for (; i < json.length; i++) {
      byte b = json[i];
      if (b >= '0' && b <= '9') {
        digits = digits * 10 + (b - '0');
      } else if (b == '.' && point < 0) {
        point = i;
      } else {
        break;
      }
    }
    int length = i - firstDigit - (point < 0 ? 0 : 1);
    boolean plain =
        length > 0
            && length <= 18
            && point != firstDigit
            && point != i - 1
            && (i == json.length || JsonValues.endsScalar(json[i]));
    if (plain) {
      at = i;
      property.setNumber(negative ? -digits : digits, point < 0 ? 0 : i - 1 - point);
    } else {
      skipScalar();
      property.setDecoded(Property.Type.NUMBER, JsonValues.number(json, start, at));
    }
  }

  private void skipValue(byte first) throws NotAnEvent {
    switch (first) {
      case '"' -> at = endOfText(at + 1) + 1;
      case '{', '[' -> {
        at++;
        skipNested(1);
      }
      default -> skipScalar();
    }
  }

  private void skipScalar() throws NotAnEvent {
    int start = at;
    int i = at;
    while (i < json.length && !JsonValues.endsScalar(json[i])) {
      i++;
    }
    if (i == start) {
      throw new NotAnEvent();
    }
    at = i;
  }

  /** Steps behind the bracket that closes so many that are open. */
  private void skipNested(int open) throws NotAnEvent {
    int depth = open;
    int i = at;
    while (i < json.length) {
      switch (json[i++]) {
        case '"' -> i = endOfText(i) + 1;
        case '{', '[' -> depth++;
        case '}', ']' -> {
          depth--;
          if (depth == 0) {
            at = i;
            return;
          }
        }
        default -> {}
      }
    }
    throw new NotAnEvent();
  }

  /** Where the quote is that ends the text in which an index lies. */
  private int endOfText(int from) throws NotAnEvent {
    int i = Ascii.quoteOrBackslash(json, from);
    while (i < json.length && json[i] == '\\') {
      i = i + 2 <= json.length ? Ascii.quoteOrBackslash(json, i + 2) : json.length;
    }
    if (i >= json.length) {
      throw new NotAnEvent();
    }
    return i;
  }

  private void expect(char wanted) throws NotAnEvent {
    if (next() != wanted) {
      throw new NotAnEvent();
    }
    at++;
  }

  /** The next byte that is not white space. */
  private byte next() throws NotAnEvent {
    while (at < json.length) {
      byte b = json[at];
      if (b > ' ' || b < 0) {
        return b;
      }
      at++;
    }
    throw new NotAnEvent();
  }
}
