package io.millrace.patterns.sigma;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule as it is written.
 *
 * @param number in the file, from 1
 */
record SigmaDocument(Path file, int number, Map<String, @Nullable Object> tree) {

  /** By its id, its name, its title or its place. */
  String label() {
    for (String key : List.of("id", "name", "title")) {
      if (tree.get(key) instanceof String text && !text.isBlank()) {
        return text;
      }
    }
    return "document " + number;
  }

  /** Its name and its id, by which others may refer to it. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (String key : List.of("name", "id")) {
      if (tree.get(key) instanceof String name) {
        names.add(name);
      }
    }
    return names;
  }

  SigmaRefusal refusal(Refused refused) {
    return new SigmaRefusal(file, label(), refused.kind(), String.valueOf(refused.getMessage()));
  }

  @Nullable String text(String key) {
    return text(tree, "", key);
  }

  /** A mapping that must be there. */
  Map<String, @Nullable Object> mapping(String key) {
    Map<String, @Nullable Object> mapping = mapping(tree, "", key);
    if (mapping == null) {
      throw Refused.wrong(key, "is missing; write a mapping");
    }
    return mapping;
  }

  static @Nullable String text(Map<String, @Nullable Object> tree, String path, String key) {
    Object value = tree.get(key);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw Refused.wrong(path + key, "is %s; write a text", described(value));
  }

  static @Nullable Map<String, @Nullable Object> mapping(
      Map<String, @Nullable Object> tree, String path, String key) {
    Object value = tree.get(key);
    if (value == null) {
      return null;
    }
    if (value instanceof Map<?, ?>) {
      return asMapping(value);
    }
    throw Refused.wrong(path + key, "is %s; write a mapping", described(value));
  }

  /** The reader makes mappings of texts only. */
  @SuppressWarnings("unchecked")
  static Map<String, @Nullable Object> asMapping(Object value) {
    return (Map<String, @Nullable Object>) value;
  }

  /** A text or a list of texts; none if absent. */
  static List<String> texts(Map<String, @Nullable Object> tree, String path, String key) {
    Object value = tree.get(key);
    List<String> texts = new ArrayList<>();
    for (Object one :
        value instanceof List<?> list ? list : value == null ? List.of() : List.of(value)) {
      if (!(one instanceof String text)) {
        throw Refused.wrong(path + key, "holds %s; write texts", described(one));
      }
      texts.add(text);
    }
    return texts;
  }

  static String described(@Nullable Object value) {
    if (value instanceof Map<?, ?>) {
      return "a mapping";
    }
    if (value instanceof List<?>) {
      return "a list";
    }
    String text = String.valueOf(value);
    return String.format(
        Locale.ROOT, "'%s'", text.length() <= 60 ? text : text.substring(0, 57) + "...");
  }
}
