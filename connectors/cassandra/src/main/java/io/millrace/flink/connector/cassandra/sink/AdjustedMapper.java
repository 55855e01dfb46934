package io.millrace.flink.connector.cassandra.sink;

import org.apache.flink.util.function.SerializableFunction;
import org.jspecify.annotations.Nullable;

/** Another mapper's rows with timestamps or TTLs of their own. */
record AdjustedMapper<T>(
    RowMapper<T> mapper,
    @Nullable SerializableFunction<T, Long> timestamp,
    @Nullable SerializableFunction<T, Integer> ttl)
    implements RowMapper<T> {

  @Override
  public void open(Context context) {
    mapper.open(context);
  }

  @Override
  public @Nullable RowWrite map(T input) throws UnmappableRecordException {
    RowWrite row = mapper.map(input);
    if (row instanceof RowUpsert upsert) {
      RowUpsert timed = timestamp == null ? upsert : upsert.withTimestamp(timestamp.apply(input));
      return ttl == null ? timed : timed.withTtl(ttl.apply(input));
    }
    return row instanceof RowDelete delete && timestamp != null
        ? delete.withTimestamp(timestamp.apply(input))
        : row;
  }
}
