package io.millrace.jobs.rollup;

import io.millrace.datasets.DatasetCatalog;
import io.millrace.datasets.DatasetTable;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;
import org.apache.flink.metrics.Counter;

/** Keeps back cells whose row would be deleted at once, and counts them. */
final class SkipPastRetention extends RichFilterFunction<GroupCell> {

  private static final long serialVersionUID = 1;

  private final DatasetCatalog catalog;
  private transient DatasetTables tables;
  private transient Counter pastRetention;

  SkipPastRetention(DatasetCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void open(OpenContext context) {
    tables = new DatasetTables(catalog);
    pastRetention =
        getRuntimeContext().getMetricGroup().addGroup("millrace").counter("past_retention_rows");
  }

  @Override
  public boolean filter(GroupCell cell) {
    boolean past =
        tables.of(cell).ttlSeconds(cell.startMillis(), System.currentTimeMillis())
            == DatasetTable.EXPIRED;
    if (past) {
      pastRetention.inc();
    }
    return !past;
  }
}
