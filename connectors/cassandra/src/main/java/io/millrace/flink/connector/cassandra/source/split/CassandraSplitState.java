package io.millrace.flink.connector.cassandra.source.split;

import io.millrace.flink.connector.cassandra.source.query.Bytes;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/** A split whose position moves with every row that is emitted. */
@Internal
public final class CassandraSplitState {

  private final CassandraSplit split;
  private @Nullable Bytes pagingState;
  private int rowsRead;

  public CassandraSplitState(CassandraSplit split) {
    this.split = split;
    pagingState = split.pagingState();
    rowsRead = split.rowsRead();
  }

  /** So many rows were emitted since the page that begins there. */
  public void moveTo(@Nullable Bytes pagingState, int rowsRead) {
    this.pagingState = pagingState;
    this.rowsRead = rowsRead;
  }

  public CassandraSplit toSplit() {
    return split.at(pagingState, rowsRead);
  }
}
