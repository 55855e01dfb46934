package io.millrace.jobs.rollup;

import io.millrace.flink.connector.cassandra.sink.RejectedRow;
import io.millrace.flink.connector.cassandra.sink.RejectedRowHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs rows that Cassandra will never take; the sink counts them as {@code rejectedRows}.
 *
 * <p>Keys are bounded and values typed before they get here, so this is a last resort: one row too
 * many must not stop the others for ever.
 */
final class LogRejectedRows implements RejectedRowHandler<GroupCell> {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(LogRejectedRows.class);

  @Override
  public void onRejected(RejectedRow<GroupCell> row) {
    LOG.error("row of {} with key {} can't be written: {}", row.table(), row.key(), row.reason());
  }
}
