package io.millrace.flink.connector.cassandra.sink;

/** The handler for those who expect no rejected row. */
final class FailJob<T> implements RejectedRowHandler<T> {

  private static final long serialVersionUID = 1L;

  private static final FailJob<Object> INSTANCE = new FailJob<>();

  private FailJob() {}

  /** It keeps no record, so one instance serves every type of them. */
  @SuppressWarnings("unchecked")
  static <T> FailJob<T> instance() {
    return (FailJob<T>) INSTANCE;
  }

  @Override
  public void onRejected(RejectedRow<T> row) throws CassandraWriteException {
    throw new CassandraWriteException(
        "a row of table %s can never be written, key (%s): %s; correct the mapper or its input, or "
                .formatted(row.table(), row.key(), row.reason())
            + "set a RejectedRowHandler that keeps such rows",
        row.cause());
  }
}
