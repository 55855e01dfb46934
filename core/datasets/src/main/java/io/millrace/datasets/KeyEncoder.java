package io.millrace.datasets;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the index and group values of the event at hand as {@link GroupKey} has them. */
final class KeyEncoder {

  /**
   * Cassandra takes 65,535 bytes as the partition key and as each clustering column, and no more in
   * a row's whole key is sane.
   */
  static final int LARGEST_KEY_BYTES = 32_768;

  private static final byte[] ABSENT = utf8(Spelling.text(Missing.ABSENT));
  private static final byte[] NULL = utf8(Spelling.text(Missing.NULL));

  private final ColumnType[] types;
  private final Property[] properties;
  private final Bytes values = new Bytes();

  private long event;
  private boolean encoded;
  private long hash;

  /** Of these columns, whose properties are those of the view. */
  KeyEncoder(List<KeyColumn> columns, EventView view) {
    types = columns.stream().map(KeyColumn::type).toArray(ColumnType[]::new);
    properties =
        columns.stream().map(column -> view.property(column.property())).toArray(Property[]::new);
  }

  /**
   * Encodes the values unless that was done for this event, which has this number; false if one of
   * them is not of its column's type or the texts are larger than 32 KiB together.
   */
  boolean encode(long eventNumber) {
    if (event != eventNumber) {
      event = eventNumber;
      encoded = encode();
      hash = encoded ? values.hash() : 0;
    }
    return encoded;
  }

  Bytes values() {
    return values;
  }

  /** Of {@link #values}. */
  long hash() {
    return hash;
  }

  private boolean encode() {
    values.clear();
    int textBytes = 0;
    for (int i = 0; i < types.length; i++) {
      Property property = properties[i];
      switch (types[i]) {
        case TEXT -> textBytes += putText(property);
        case BIGINT -> {
          if (property.isSmallNumber() && property.scale() == 0) {
            putZigzag(property.digits());
          } else if (ColumnType.BIGINT.keyValue(property.value()) instanceof Long number) {
            putZigzag(number);
          } else {
            return false;
          }
        }
        case DECIMAL -> {
          if (!(ColumnType.DECIMAL.keyValue(property.value()) instanceof BigDecimal number)) {
            return false;
          }
          putText(utf8(number.toPlainString()));
        }
        case BOOLEAN -> {
          if (!(property.value() instanceof Boolean flag)) {
            return false;
          }
          values.put((byte) (flag ? 1 : 0));
        }
      }
    }
    return textBytes <= LARGEST_KEY_BYTES;
  }

  private int putText(Property property) {
    if (property.isPlainAscii()) {
      int from = property.from();
      int length = property.to() - from;
      if (length == 0 || property.bytes()[from] != '\\') {
        values.putVarint(length);
        values.put(property.bytes(), from, property.to());
        return length;
      }
    }
    return switch (property.type()) {
      case ABSENT -> putText(ABSENT);
      case NULL -> putText(NULL);
      default -> putText(utf8(Spelling.text(property.value())));
    };
  }

  private int putText(byte[] text) {
    values.putVarint(text.length);
    values.put(text);
    return text.length;
  }

  private void putZigzag(long number) {
    values.putVarint((number << 1) ^ (number >> 63));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
