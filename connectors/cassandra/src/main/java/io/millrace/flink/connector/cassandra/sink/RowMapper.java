package io.millrace.flink.connector.cassandra.sink;

import com.datastax.oss.driver.api.core.type.DataType;
import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.util.function.SerializableFunction;
import org.jspecify.annotations.Nullable;

/**
 * Says which row a record is; what it throws fails the job, since it is a bug and not data, but for
 * {@link UnmappableRecordException}.
 *
 * @see RowMappers
 */
@PublicEvolving
@FunctionalInterface
public interface RowMapper<T> extends Serializable {

  /**
   * The values are read before the sink returns, so their array may be used again.
   *
   * @return null if nothing is to be written for the record
   * @throws UnmappableRecordException if this record can be no row: it is rejected
   */
  @Nullable RowWrite map(T input) throws UnmappableRecordException;

  /** Called once in each subtask before the first record. */
  default void open(Context context) {}

  /** What a mapper may ask for. */
  @PublicEvolving
  interface Context {

    /** The CQL type of a column of a declared table, attached to the session. */
    DataType typeOf(String table, String column);
  }

  /** The same rows with a write timestamp each, in microseconds since 1970. */
  default RowMapper<T> withTimestamp(SerializableFunction<T, Long> micros) {
    return new AdjustedMapper<>(this, micros, null);
  }

  /** The same rows with a TTL each, in seconds; deletions have none. */
  default RowMapper<T> withTtl(SerializableFunction<T, Integer> seconds) {
    return new AdjustedMapper<>(this, null, seconds);
  }
}
