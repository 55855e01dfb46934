package io.millrace.flink.connector.cassandra.source;

import com.datastax.oss.driver.api.core.cql.Row;
import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Makes a record of a row, whose columns are those of {@link CassandraSourceBuilder#setColumns} in
 * their order; what it throws fails the job.
 */
@PublicEvolving
@FunctionalInterface
public interface RowReader<T> extends Serializable {

  T read(Row row);
}
