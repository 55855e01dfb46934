package io.millrace.patterns.engine.match;

import io.millrace.patterns.expression.BlockTable;
import io.millrace.patterns.expression.Values;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which conditions a value of one field makes worth a look. */
final class FieldIndex {

  private static final int[] NOTHING = {};

  final int slot;
  private final Map<Object, int[]> equal = new HashMap<>();
  private final TreeMap<String, int[]> literals = new TreeMap<>();

  /** As double, which keeps the order or makes two equal. */
  private final TreeMap<Double, int[]> least = new TreeMap<>();

  private final TreeMap<Double, int[]> most = new TreeMap<>();
  private final BlockTable<int[]> blocks = new BlockTable<>();
  private int[] present = NOTHING;
  private @Nullable LiteralScan scan;

  FieldIndex(int slot) {
    this.slot = slot;
  }

  void add(Probe probe, int condition) {
    int[] one = {condition};
    if (probe instanceof Probe.Equal each) {
      equal.merge(each.key(), one, FieldIndex::joined);
    } else if (probe instanceof Probe.Part part) {
      literals.merge(part.literal(), one, FieldIndex::joined);
    } else if (probe instanceof Probe.Bound bound) {
      (bound.least() ? least : most).merge(bound.bound().doubleValue(), one, FieldIndex::joined);
    } else if (probe instanceof Probe.Block each) {
      blocks.merge(each.block(), one, FieldIndex::joined);
    } else {
      present = joined(present, one);
    }
  }

  private static int[] joined(int[] a, int[] b) {
    int[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  /** No more is added. */
  void build() {
    if (!literals.isEmpty()) {
      scan = new LiteralScan(literals);
    }
  }

  void mark(@Nullable Object value, Marks marks) {
    if (value instanceof List<?> list) {
      list.forEach(part -> mark(part, marks));
    } else if (value != null) {
      marks.add(present);
      if (!equal.isEmpty() || !least.isEmpty() || !most.isEmpty()) {
        Object key = Values.key(value, true);
        marks.add(equal.getOrDefault(key, NOTHING));
        if (key instanceof BigDecimal number) {
          markBounds(number.doubleValue(), marks);
        }
      }
      if (!blocks.isEmpty() && value instanceof String text) {
        blocks.find(text, marks::add);
      }
      if (scan != null) {
        scan.mark(Values.fold(Values.text(value)), marks);
      }
    }
  }

  private void markBounds(double number, Marks marks) {
    if (!least.isEmpty()) {
      least.headMap(number, true).values().forEach(marks::add);
    }
    if (!most.isEmpty()) {
      most.tailMap(number, true).values().forEach(marks::add);
    }
  }
}
