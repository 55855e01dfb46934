package io.millrace.flink.connector.cassandra.types;

import org.jspecify.annotations.Nullable;

/** Of the elements of a collection, which Cassandra never has null. */
record ElementConverter(CqlConverter converter, String collection, boolean nullable) {

  /** An element can be null in Flink still: CQL lets an empty value stand for an int. */
  @Nullable Object toFlink(@Nullable Object element) {
    if (element != null) {
      return converter.toFlink(element);
    }
    if (!nullable) {
      throw new IllegalArgumentException(
          "a %s has an empty element, and its type in Flink is NOT NULL".formatted(collection));
    }
    return null;
  }

  Object toCql(@Nullable Object element) {
    if (element == null) {
      throw new IllegalArgumentException("a %s of Cassandra holds no null".formatted(collection));
    }
    return converter.toCql(element);
  }
}
