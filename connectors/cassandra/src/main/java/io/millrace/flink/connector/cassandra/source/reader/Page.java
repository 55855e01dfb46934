package io.millrace.flink.connector.cassandra.source.reader;

import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.flink.connector.cassandra.source.query.Bytes;
import java.util.Iterator;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.jspecify.annotations.Nullable;

/** The rows of one page of one split; maybe none, maybe the split's last. */
final class Page implements RecordsWithSplitIds<PageRow> {

  private @Nullable String splitId;
  private final Set<String> finished;
  private final @Nullable Bytes pagingState;
  private final Iterator<Row> rows;
  private int rowsRead;
  private @Nullable PageRow current;

  /**
   * @param rows what is left of the page
   * @param rowsRead how many came before them
   */
  Page(
      String splitId, boolean last, @Nullable Bytes pagingState, int rowsRead, Iterator<Row> rows) {
    this.splitId = splitId;
    finished = last ? Set.of(splitId) : Set.of();
    this.pagingState = pagingState;
    this.rowsRead = rowsRead;
    this.rows = rows;
  }

  @Override
  public @Nullable String nextSplit() {
    String next = splitId;
    splitId = null;
    return next;
  }

  @Override
  public @Nullable PageRow nextRecordFromSplit() {
    if (!rows.hasNext()) {
      return null;
    }
    Row row = rows.next();
    rowsRead++;
    if (current == null) {
      current = new PageRow(pagingState, rowsRead, row);
    } else {
      current.row = row;
      current.rowsRead = rowsRead;
    }
    return current;
  }

  @Override
  public Set<String> finishedSplits() {
    return finished;
  }
}
