package io.millrace.jobs.rollup;

import io.millrace.datasets.Cell;
import io.millrace.datasets.CellKey;
import io.millrace.datasets.DatasetCatalog;
import io.millrace.datasets.DatasetTable;
import io.millrace.flink.connector.cassandra.sink.RowMapper;
import io.millrace.flink.connector.cassandra.sink.RowUpsert;
import org.jspecify.annotations.Nullable;

/** Spells a cell as the row of its dataset's table. */
final class CellRowMapper implements RowMapper<GroupCell> {

  private static final long serialVersionUID = 1;

  private final DatasetCatalog catalog;
  private transient @Nullable DatasetTables tables;

  CellRowMapper(DatasetCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public RowUpsert map(GroupCell input) {
    if (tables == null) {
      tables = new DatasetTables(catalog);
    }
    DatasetTable table = tables.of(input);
    CellKey key = table.key(input.group(), input.startMillis());
    Cell cell = input.cell();
    // A second may have passed since the row was found worth writing.
    int ttl = table.ttlSeconds(input.startMillis(), System.currentTimeMillis());
    return new RowUpsert(
        table.name(),
        table.values(key, cell).toArray(),
        table.writeTimestampMicros(key, cell),
        ttl == DatasetTable.EXPIRED ? 1 : ttl);
  }
}
