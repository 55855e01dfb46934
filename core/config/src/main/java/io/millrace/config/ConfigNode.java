package io.millrace.config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of a configuration file, read key by key.
 *
 * <p>Each reading method makes its key known, so {@link #rejectUnknownKeys()} after the last one
 * finds what nobody reads. A key without value ({@code key:}) is as good as absent.
 */
public final class ConfigNode {

  private static final String MAPPING = "write a mapping of keys and values";

  private final Path file;
  private final String path;
  private final Map<String, Value> fields;
  private final References references;
  private final Set<String> known = new LinkedHashSet<>();
  private final Map<String, ConfigNode> nodes = new LinkedHashMap<>();

  ConfigNode(Path file, String path, Value.Fields fields, References references) {
    this.file = file;
    this.path = path;
    this.fields = fields.fields();
    this.references = references;
  }

  /** The file this was read from; relative paths in it start at its directory. */
  public Path file() {
    return file;
  }

  /** Whether the key has a value; makes it known. */
  public boolean has(String key) {
    return value(key) != null;
  }

  /** The keys as written, for mappings whose keys are the user's own words. */
  public Set<String> keys() {
    return Set.copyOf(fields.keySet());
  }

  public String requiredText(String key) {
    String text = optionalText(key);
    if (text == null) {
      throw missing(key, "write a text");
    }
    return text;
  }

  public @Nullable String optionalText(String key) {
    Value value = value(key);
    return value == null ? null : text(key, value);
  }

  public String text(String key, String fallback) {
    String text = optionalText(key);
    return text == null ? fallback : text;
  }

  /** A text that must be one of a closed list. */
  public String oneOf(String key, Collection<String> choices) {
    String word = optionalText(key);
    if (word == null) {
      throw missing(key, "write one of " + String.join(", ", choices));
    }
    return known(key, word, choices);
  }

  public String oneOf(String key, Collection<String> choices, String fallback) {
    String word = optionalText(key);
    return word == null ? fallback : known(key, word, choices);
  }

  public int requiredInteger(String key, int least, int most) {
    if (!has(key)) {
      throw missing(key, range(least, most));
    }
    return integer(key, 0, least, most);
  }

  public int integer(String key, int fallback, int least, int most) {
    return Math.toIntExact(longInteger(key, fallback, least, most));
  }

  public long longInteger(String key, long fallback, long least, long most) {
    Value value = value(key);
    if (value == null) {
      return fallback;
    }
    BigDecimal number = number(key, value, range(least, most));
    try {
      long integer = number.longValueExact();
      if (integer >= least && integer <= most) {
        return integer;
      }
    } catch (ArithmeticException fractionOrTooLong) {
      // Falls through to the same message as a number out of range.
    }
    throw error(key, "found " + value.describe() + "; " + range(least, most));
  }

  public @Nullable BigDecimal optionalDecimal(String key) {
    Value value = value(key);
    return value == null ? null : number(key, value, "write a number");
  }

  public boolean bool(String key, boolean fallback) {
    Value value = value(key);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Value.Flag flag) {
      return flag.flag();
    }
    String referred = referred(key, value);
    if ("true".equals(referred) || "false".equals(referred)) {
      return "true".equals(referred);
    }
    throw error(key, "found " + value.describe() + "; write true or false");
  }

  public Duration duration(String key, Duration fallback) {
    Duration duration = optionalDuration(key);
    return duration == null ? fallback : duration;
  }

  public @Nullable Duration optionalDuration(String key) {
    Value value = value(key);
    if (value == null) {
      return null;
    }
    if (value instanceof Value.Text written) {
      return Durations.parse(resolve(key, written.written()))
          .orElseThrow(() -> error(key, "found " + value.describe() + "; " + Durations.SPELLING));
    }
    throw error(key, "found " + value.describe() + "; " + Durations.SPELLING);
  }

  /** A path, taken from the directory of this file unless absolute. */
  public @Nullable Path optionalPath(String key) {
    String text = optionalText(key);
    return text == null ? null : file.resolveSibling(text);
  }

  /** A mapping that must be there. */
  public ConfigNode child(String key) {
    return child(key, MAPPING);
  }

  /** A mapping that must be there; if it is not, the message ends with what to write. */
  public ConfigNode child(String key, String remedy) {
    Value value = value(key);
    if (value == null) {
      throw missing(key, remedy);
    }
    return node(at(key), value, remedy);
  }

  public @Nullable ConfigNode optionalChild(String key) {
    Value value = value(key);
    return value == null ? null : node(at(key), value);
  }

  /** A mapping, empty if absent: its own keys have defaults then. */
  public ConfigNode childOrEmpty(String key) {
    ConfigNode child = optionalChild(key);
    return child == null ? node(at(key), new Value.Fields(Map.of())) : child;
  }

  /** A list of mappings, empty if absent. */
  public List<ConfigNode> children(String key) {
    Value value = value(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof Value.Items items)) {
      throw error(key, "found " + value.describe() + "; write a list of mappings");
    }
    List<ConfigNode> children = new ArrayList<>();
    for (Value item : items.items()) {
      children.add(node(at(key) + "[" + children.size() + "]", item));
    }
    return children;
  }

  /** A mapping from the user's own words to mappings, in the order written; empty if absent. */
  public Map<String, ConfigNode> namedChildren(String key) {
    return namedChildren(key, MAPPING);
  }

  /** The same; if one of them is no mapping, the message ends with what to write. */
  public Map<String, ConfigNode> namedChildren(String key, String remedy) {
    ConfigNode child = optionalChild(key);
    Map<String, ConfigNode> children = new LinkedHashMap<>();
    if (child != null) {
      for (String name : child.fields.keySet()) {
        children.put(name, child.child(name, remedy));
      }
    }
    return children;
  }

  /** A text or a list of texts; empty if absent. */
  public List<String> texts(String key) {
    Value value = value(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof Value.Items items)) {
      if (value instanceof Value.Text) {
        return List.of(text(key, value));
      }
      throw error(key, "found " + value.describe() + "; write a text or a list of texts");
    }
    List<String> texts = new ArrayList<>();
    for (Value item : items.items()) {
      texts.add(text(key + "[" + texts.size() + "]", item));
    }
    return texts;
  }

  /** A mapping from the user's own words to texts, in the order written; empty if absent. */
  public Map<String, String> map(String key) {
    ConfigNode child = optionalChild(key);
    Map<String, String> map = new LinkedHashMap<>();
    if (child != null) {
      for (String name : child.fields.keySet()) {
        map.put(name, child.requiredText(name));
      }
    }
    return map;
  }

  /**
   * A value of any type: String, BigDecimal, Boolean, a List of these, or null for an absent key
   * and for nothing.
   */
  public @Nullable Object raw(String key) {
    Value value = value(key);
    return value == null ? null : raw(key, value);
  }

  /**
   * A mapping of the user's own, whatever is in it: mappings, lists, texts, BigDecimals, booleans
   * and nulls. Its references are left as they are; absent it is empty.
   */
  public Map<String, @Nullable Object> tree(String key) {
    Value value = value(key);
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Value.Fields fieldsOfTree) {
      return fieldsOfTree.plain();
    }
    throw error(key, "found " + value.describe() + "; " + MAPPING);
  }

  /** The whole of this mapping in the same way. */
  public Map<String, @Nullable Object> tree() {
    known.addAll(fields.keySet());
    return new Value.Fields(fields).plain();
  }

  /** Makes keys known that are accepted and not read. */
  public void ignore(String... keys) {
    known.addAll(Arrays.asList(keys));
  }

  /** Fails on the first key, here or in a mapping read from here, that no method has asked for. */
  public void rejectUnknownKeys() {
    for (String key : fields.keySet()) {
      if (!known.contains(key)) {
        throw error(
            key,
            "unknown key"
                + Suggestion.hint(key, known)
                + (known.isEmpty()
                    ? " leave it out"
                    : " the keys here are " + String.join(", ", known)));
      }
    }
    nodes.values().forEach(ConfigNode::rejectUnknownKeys);
  }

  /** An error at a key of this mapping: {@code what is wrong; what to write}. */
  public ConfigException error(String key, String problem) {
    return new ConfigException(file + ": " + at(key) + ": " + problem);
  }

  /** An error about this mapping as a whole. */
  public ConfigException error(String problem) {
    return new ConfigException(file + ": " + (path.isEmpty() ? "" : path + ": ") + problem);
  }

  private @Nullable Value value(String key) {
    known.add(key);
    Value value = fields.get(key);
    return value instanceof Value.Nothing ? null : value;
  }

  private ConfigNode node(String childPath, Value value) {
    return node(childPath, value, MAPPING);
  }

  private ConfigNode node(String childPath, Value value, String remedy) {
    ConfigNode earlier = nodes.get(childPath);
    if (earlier != null) {
      return earlier;
    }
    if (value instanceof Value.Fields childFields) {
      ConfigNode child = new ConfigNode(file, childPath, childFields, references);
      nodes.put(childPath, child);
      return child;
    }
    throw new ConfigException(
        file + ": " + childPath + ": found " + value.describe() + "; " + remedy);
  }

  private String text(String key, Value value) {
    if (value instanceof Value.Text text) {
      return resolve(key, text.written());
    }
    String quoted =
        value instanceof Value.Decimal || value instanceof Value.Flag
            ? "; put it in quotes to make it a text"
            : "; write a text";
    throw error(key, "found " + value.describe() + quoted);
  }

  private BigDecimal number(String key, Value value, String remedy) {
    if (value instanceof Value.Decimal number) {
      return number.number();
    }
    String referred = referred(key, value);
    if (referred != null) {
      try {
        return new BigDecimal(referred);
      } catch (NumberFormatException notANumber) {
        // Falls through: the message shows the reference, never what may be a secret behind it.
      }
    }
    throw error(key, "found " + value.describe() + "; " + remedy);
  }

  /** What a reference stands for may be of any scalar type, which a quoted text may not. */
  private @Nullable String referred(String key, Value value) {
    if (value instanceof Value.Text text) {
      String resolved = resolve(key, text.written());
      return resolved.equals(text.written()) ? null : resolved;
    }
    return null;
  }

  private String resolve(String key, String written) {
    try {
      return references.resolve(written);
    } catch (References.Missing missing) {
      throw error(key, String.valueOf(missing.getMessage()));
    }
  }

  private @Nullable Object raw(String key, Value value) {
    if (value instanceof Value.Text text) {
      return resolve(key, text.written());
    } else if (value instanceof Value.Decimal number) {
      return number.number();
    } else if (value instanceof Value.Flag flag) {
      return flag.flag();
    } else if (value instanceof Value.Items items) {
      List<@Nullable Object> list = new ArrayList<>();
      for (Value item : items.items()) {
        list.add(raw(key + "[" + list.size() + "]", item));
      }
      return list;
    } else if (value instanceof Value.Nothing) {
      return null;
    }
    throw error(key, "found a mapping; write a text, a number, a boolean or a list of these");
  }

  private String known(String key, String word, Collection<String> choices) {
    if (choices.contains(word)) {
      return word;
    }
    throw error(
        key,
        "unknown value '"
            + word
            + "'"
            + Suggestion.hint(word, choices)
            + " write one of "
            + String.join(", ", choices));
  }

  private ConfigException missing(String key, String remedy) {
    known.add(key);
    return error(key, "is missing; " + remedy);
  }

  private static String range(long least, long most) {
    if (most == Long.MAX_VALUE || most == Integer.MAX_VALUE) {
      return "write a whole number of at least " + least;
    }
    return "write a whole number from " + least + " to " + most;
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
