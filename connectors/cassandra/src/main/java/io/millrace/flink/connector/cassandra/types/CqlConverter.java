package io.millrace.flink.connector.cassandra.types;

/**
 * Passes values between the driver's class for a CQL type and Flink's internal data structure for a
 * logical type. Neither side is ever null: null is the caller's.
 *
 * @see CqlTypes#converter
 */
public interface CqlConverter {

  /** From what the driver's codec decodes, such as a {@code java.time.Instant}. */
  Object toFlink(Object cql);

  /**
   * To what the driver's codec encodes.
   *
   * @throws IllegalArgumentException if the value does not fit the CQL type, with the reason; the
   *     row is then rejected
   */
  Object toCql(Object flink);
}
