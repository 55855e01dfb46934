package io.millrace.flink.connector.cassandra.sink.internal;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A record as the statement that writes it. */
final class BoundRow<T> {

  private T input;
  private final String table;
  private final RowStatement statement;
  private final BoundStatement bound;
  private final boolean mayBeBatched;
  private final int size;

  BoundRow(
      T input, String table, RowStatement statement, BoundStatement bound, boolean mayBeBatched) {
    this.input = input;
    this.table = table;
    this.statement = statement;
    this.bound = bound;
    this.mayBeBatched = mayBeBatched;
    size = RowStatement.sizeInBytes(bound);
  }

  void keep(UnaryOperator<T> copy) {
    input = copy.apply(input);
  }

  T input() {
    return input;
  }

  String table() {
    return table;
  }

  RowStatement statement() {
    return statement;
  }

  BoundStatement bound() {
    return bound;
  }

  String key() {
    return statement.key(bound);
  }

  int size() {
    return size;
  }

  /** What rows of one partition have in common, or null if the row must go alone. */
  @Nullable ByteBuffer partition() {
    return mayBeBatched ? bound.getRoutingKey() : null;
  }

  /** Without putting the parts of the key together, for runs of rows of one partition. */
  boolean hasPartitionOf(BoundRow<?> other) {
    return statement == other.statement && statement.samePartition(bound, other.bound);
  }
}
