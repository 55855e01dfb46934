package io.millrace.patterns.expression;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields that some expression names: each has a slot. */
public final class FieldTable {

  private final Map<String, Integer> slots = new LinkedHashMap<>();

  /** That of the field; a new one if nobody has asked for it. */
  public int slot(String path) {
    return slots.computeIfAbsent(path, any -> slots.size());
  }

  /** By their slots. */
  public List<String> paths() {
    return List.copyOf(slots.keySet());
  }
}
