package io.millrace.datasets;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One group of one version of a dataset.
 *
 * <p>Its bytes are part of the savepoint format: never change.
 *
 * <pre>
 * group    length(varint), dataset(UTF-8), version(varint), index values, group values
 * text     length(varint), UTF-8
 * bigint   zigzag varint
 * decimal  length(varint), digits in canonical spelling
 * boolean  0 or 1
 * </pre>
 *
 * A varint has 7 bits a byte, low ones first, the top bit of a byte says that more follow.
 */
public final class GroupKey {

  /** Many for each of Flink's key groups, few beside the groups of a large dataset. */
  private static final int BUCKET_BITS = 15;

  /** As many as {@link #bucket} can be. */
  public static final int BUCKETS = 1 << BUCKET_BITS;

  /** Odd, with bits all over: 2^32 divided by the golden ratio. */
  private static final int BUCKET_FACTOR = 0x9E3779B9;

  private final byte[] bytes;
  private final int hash;

  private GroupKey(byte[] bytes) {
    this.bytes = bytes;
    hash = Arrays.hashCode(bytes);
  }

  /** The key that has these bytes, which nobody may change from now on. */
  public static GroupKey ofBytes(byte[] bytes) {
    return new GroupKey(bytes);
  }

  /** The key's own bytes: not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * Which of the {@link #BUCKETS} it is in, by its bytes: what Flink partitions by, as the cells of
   * a bucket are forgotten together. Part of the savepoint format: never change.
   */
  public int bucket() {
    return bucket(hash);
  }

  /** That of the group whose key's bytes stand there. */
  static int bucket(byte[] bytes, int from, int to) {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i]; // as Arrays.hashCode
    }
    return bucket(hash);
  }

  private static int bucket(int hash) {
    return (hash * BUCKET_FACTOR) >>> (Integer.SIZE - BUCKET_BITS);
  }

  /** What the keys of a dataset begin with. */
  static byte[] prefix(String dataset, int version) {
    Bytes prefix = new Bytes();
    byte[] name = dataset.getBytes(StandardCharsets.UTF_8);
    prefix.putVarint(name.length);
    prefix.put(name);
    prefix.putVarint(version);
    return prefix.toArray();
  }

  /** The key of a group whose values {@link KeyEncoder} has written. */
  static GroupKey of(byte[] prefix, byte[] values) {
    byte[] bytes = Arrays.copyOf(prefix, prefix.length + values.length);
    System.arraycopy(values, 0, bytes, prefix.length, values.length);
    return new GroupKey(bytes);
  }

  /** The number of bytes before the values. */
  int prefixLength() {
    Reader reader = new Reader(bytes);
    int nameLength = (int) reader.varint();
    reader.at += nameLength;
    reader.varint();
    return reader.at;
  }

  boolean startsWith(byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** The key of the group's row in an interval of the definition that the group belongs to. */
  public CellKey cellKey(DatasetDefinition definition, Grain grain, long startMillis) {
    Reader reader = new Reader(bytes);
    reader.at = prefixLength();
    List<Object> index = reader.values(definition.indexBy());
    List<Object> groups = reader.values(definition.groupBy());
    return new CellKey(definition.name(), grain.word(), startMillis, index, groups);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GroupKey key && hash == key.hash && Arrays.equals(bytes, key.bytes);
  }

  /** Equal in every process: Flink partitions by it. */
  @Override
  public int hashCode() {
    return hash;
  }

  /** The dataset, its version and the bytes of the values. */
  @Override
  public String toString() {
    Reader reader = new Reader(bytes);
    String dataset = reader.text();
    long version = reader.varint();
    return dataset
        + " version "
        + version
        + " "
        + new String(bytes, reader.at, bytes.length - reader.at, StandardCharsets.UTF_8);
  }

  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    List<Object> values(List<KeyColumn> columns) {
      Object[] values = new Object[columns.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (columns.get(i).type()) {
              case TEXT -> text();
              case BIGINT -> zigzag(varint());
              case DECIMAL -> new BigDecimal(text());
              case BOOLEAN -> bytes[at++] == 1;
            };
      }
      return List.of(values);
    }

    String text() {
      int length = (int) varint();
      at += length;
      return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    long varint() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = bytes[at++];
        value |= (b & 0x7FL) << shift;
        if (b >= 0) {
          return value;
        }
      }
    }

    private static long zigzag(long value) {
      return (value >>> 1) ^ -(value & 1);
    }
  }
}
