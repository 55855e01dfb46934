package io.millrace.flink.connector.cassandra.sink;

import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;

/** Says which row a record is; what it throws fails the job, since it is a bug and not data. */
@PublicEvolving
@FunctionalInterface
public interface RowMapper<T> extends Serializable {

  /** The values are read before the sink returns, so their array may be used again. */
  RowUpsert map(T input);
}
