package io.millrace.datasets;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Which row a cell belongs to.
 *
 * @param index values of the index columns: String, Long, canonical BigDecimal or Boolean
 * @param groups values of the group columns, of the same types
 */
public record CellKey(
    String dataset, Grain grain, long startMillis, List<Object> index, List<Object> groups) {

  public CellKey {
    index = List.copyOf(index);
    groups = List.copyOf(groups);
  }

  /**
   * The shard of the row: FNV-1a of 32 bits over the UTF-8 of the group values as text, each
   * followed by the byte FF, its bits mixed as by MurmurHash3's end, modulo the number of shards.
   *
   * <p>Part of the partition key of every row: never change.
   */
  public int shard(int shards) {
    if (shards == 1 || groups.isEmpty()) {
      return 0;
    }
    int hash = 0x811C9DC5;
    for (Object value : groups) {
      for (byte b : text(value).getBytes(StandardCharsets.UTF_8)) {
        hash = (hash ^ (b & 0xFF)) * 0x01000193;
      }
      hash = (hash ^ 0xFF) * 0x01000193;
    }
    hash = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
    hash = (hash ^ (hash >>> 13)) * 0xC2B2AE35;
    return Integer.remainderUnsigned(hash ^ (hash >>> 16), shards);
  }

  /**
   * The key as one text, equal for equal keys and different for different ones.
   *
   * <pre>{@code
   * 7:traffic h 1767225600000 s2:PL|s7:desktop i42; d0.5; b1   (without the blanks)
   * length:dataset, grain, start, index values, bar, group values
   * s length:text | i whole number; | d decimal; | b 0 or 1
   * }</pre>
   *
   * <p>Part of the savepoint format: never change.
   */
  public String toText() {
    StringBuilder text = new StringBuilder();
    text.append(dataset.length()).append(':').append(dataset);
    text.append(grain.code()).append(startMillis).append(';');
    index.forEach(value -> append(text, value));
    text.append('|');
    groups.forEach(value -> append(text, value));
    return text.toString();
  }

  public static CellKey ofText(String text) {
    return new TextReader(text).key();
  }

  /** Equal in every process, which that of an enum constant is not: Flink partitions by it. */
  @Override
  public int hashCode() {
    int hash = dataset.hashCode();
    hash = 31 * hash + grain.code();
    hash = 31 * hash + Long.hashCode(startMillis);
    hash = 31 * hash + index.hashCode();
    return 31 * hash + groups.hashCode();
  }

  private static void append(StringBuilder text, Object value) {
    if (value instanceof String string) {
      text.append('s').append(string.length()).append(':').append(string);
    } else if (value instanceof Boolean flag) {
      text.append(flag ? "b1" : "b0");
    } else {
      text.append(value instanceof Long ? 'i' : 'd').append(text(value)).append(';');
    }
  }

  private static String text(Object value) {
    return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
  }

  private static final class TextReader {
    private final String text;
    private int at;

    TextReader(String text) {
      this.text = text;
    }

    CellKey key() {
      try {
        String dataset = string();
        Grain grain = Grain.ofCode(text.charAt(at++));
        long start = Long.parseLong(until(';'));
        List<Object> index = values();
        until('|');
        CellKey key = new CellKey(dataset, grain, start, index, values());
        if (at == text.length()) {
          return key;
        }
        throw new IllegalArgumentException("more follows at " + at);
      } catch (RuntimeException malformed) {
        throw new IllegalArgumentException("not the text of a cell's key: " + text, malformed);
      }
    }

    private List<Object> values() {
      List<Object> values = new ArrayList<>();
      while (at < text.length() && text.charAt(at) != '|') {
        char type = text.charAt(at++);
        values.add(
            switch (type) {
              case 's' -> string();
              case 'i' -> Long.parseLong(until(';'));
              case 'd' -> new BigDecimal(until(';'));
              case 'b' -> text.charAt(at++) == '1';
              default -> throw new IllegalArgumentException("no value has the type " + type);
            });
      }
      return values;
    }

    private String string() {
      int length = Integer.parseInt(until(':'));
      at += length;
      return text.substring(at - length, at);
    }

    private String until(char end) {
      int from = at;
      int to = text.indexOf(end, from);
      at = to + 1;
      return text.substring(from, to);
    }
  }
}
