package io.millrace.flink.connector.cassandra.source.reader;

import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.flink.connector.cassandra.source.query.Bytes;
import org.jspecify.annotations.Nullable;

/** A row and where the split stands once it is emitted; used again for the next row of the page. */
final class PageRow {

  final @Nullable Bytes pagingState;
  int rowsRead;
  Row row;

  PageRow(@Nullable Bytes pagingState, int rowsRead, Row row) {
    this.pagingState = pagingState;
    this.rowsRead = rowsRead;
    this.row = row;
  }
}
