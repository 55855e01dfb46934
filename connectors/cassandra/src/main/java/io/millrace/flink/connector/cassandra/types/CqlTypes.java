package io.millrace.flink.connector.cassandra.types;

import com.datastax.oss.driver.api.core.type.DataType;
import org.apache.flink.table.types.logical.LogicalType;

/** Which CQL type is which Flink type; docs/connectors/cassandra.md has the same table. */
@SuppressWarnings("DoNotCallSuggester") // until both are there
public final class CqlTypes {

  private CqlTypes() {}

  /**
   * The Flink type that a column of a CQL type has when nobody declared another.
   *
   * @throws IllegalArgumentException if there is none, with the reason
   */
  public static org.apache.flink.table.types.DataType toFlink(DataType cql) {
    throw new UnsupportedOperationException("" + cql);
  }

  /**
   * How values of the two types pass into each other.
   *
   * @param cql a UDT or tuple must be attached to a session for {@link CqlConverter#toCql}
   * @throws IllegalArgumentException if the two types do not go together; the message names both
   */
  public static CqlConverter converter(DataType cql, LogicalType flink) {
    throw new UnsupportedOperationException(cql + " " + flink);
  }
}
