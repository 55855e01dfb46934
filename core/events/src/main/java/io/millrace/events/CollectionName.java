package io.millrace.events;

import org.jspecify.annotations.Nullable;

/** Which names a collection may have: Keen's rules, within the alphabet of Kafka's topic names. */
public final class CollectionName {

  public static final int MAX_LENGTH = 64;

  private CollectionName() {}

  /** What is wrong with the name and what to write, or null if nothing is. */
  public static @Nullable String problem(String name) {
    if (name.isEmpty()) {
      return "name is empty; write 1 to 64 of A-Z a-z 0-9 . _ -";
    }
    for (int i = 0; i < name.length(); i++) {
      if (!isAllowed(name.charAt(i))) {
        return "name " + Excerpt.of(name) + " may only hold A-Z a-z 0-9 . _ -";
      }
    }
    if (name.length() > MAX_LENGTH) {
      return "name " + Excerpt.of(name) + " is longer than " + MAX_LENGTH + " characters";
    }
    if (name.charAt(0) == '_') {
      return "name " + Excerpt.of(name) + " begins with '_', which is reserved";
    }
    if (name.charAt(0) == '.' || name.charAt(name.length() - 1) == '.') {
      return "name " + Excerpt.of(name) + " begins or ends with '.'";
    }
    return null;
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }
}
