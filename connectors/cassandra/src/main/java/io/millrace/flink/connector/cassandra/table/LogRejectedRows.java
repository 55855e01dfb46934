package io.millrace.flink.connector.cassandra.table;

import io.millrace.flink.connector.cassandra.sink.RejectedRow;
import io.millrace.flink.connector.cassandra.sink.RejectedRowHandler;
import org.apache.flink.table.data.RowData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code 'sink.rejected-rows' = 'log'}; the counter {@code rejectedRows} says how many. */
final class LogRejectedRows implements RejectedRowHandler<RowData> {

  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(LogRejectedRows.class);

  @Override
  public void onRejected(RejectedRow<RowData> row) {
    LOG.warn("Rejected a row of table {}, key ({}): {}", row.table(), row.key(), row.reason());
  }
}
