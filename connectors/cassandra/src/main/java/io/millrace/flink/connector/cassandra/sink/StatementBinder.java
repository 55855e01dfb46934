package io.millrace.flink.connector.cassandra.sink;

import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/** The values of a statement of one's own, one for each {@code ?}; null is sent as unset. */
@PublicEvolving
@FunctionalInterface
public interface StatementBinder<T> extends Serializable {

  /** The values are read before the sink returns, so their array may be used again. */
  @Nullable Object[] values(T input) throws UnmappableRecordException;
}
