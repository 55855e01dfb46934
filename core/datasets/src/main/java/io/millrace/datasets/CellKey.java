package io.millrace.datasets;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Which row a cell belongs to.
 *
 * @param grain the grain's word, such as {@code hourly}
 * @param index values of the index columns: String, Long, canonical BigDecimal or Boolean
 * @param groups values of the group columns, of the same types
 */
public record CellKey(
    String dataset, String grain, long startMillis, List<Object> index, List<Object> groups) {

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

  private static String text(Object value) {
    return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
  }
}
