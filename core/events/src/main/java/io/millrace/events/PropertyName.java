package io.millrace.events;

import org.jspecify.annotations.Nullable;

/** Which names a property may have: Keen's rules; a dot would make paths ambiguous. */
public final class PropertyName {

  public static final int MAX_LENGTH = 255;

  private PropertyName() {}

  /** What is wrong with the name and what to write, or null if nothing is. */
  public static @Nullable String problem(String name) {
    if (name.isEmpty()) {
      return "a property's name is empty";
    }
    if (name.charAt(0) == '$') {
      return "the property name " + Excerpt.of(name) + " begins with '$'";
    }
    if (name.indexOf('.') >= 0) {
      return "the property name "
          + Excerpt.of(name)
          + " holds a '.', which stands for nesting; send an object instead";
    }
    if (name.codePointCount(0, name.length()) > MAX_LENGTH) {
      return "the property name "
          + Excerpt.of(name)
          + " is longer than "
          + MAX_LENGTH
          + " characters";
    }
    return null;
  }
}
