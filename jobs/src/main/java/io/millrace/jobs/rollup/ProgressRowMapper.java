package io.millrace.jobs.rollup;

import io.millrace.datasets.DatasetCatalog;
import io.millrace.datasets.DatasetTable;
import io.millrace.datasets.ProgressTable;
import io.millrace.flink.connector.cassandra.sink.RowMapper;
import io.millrace.flink.connector.cassandra.sink.RowUpsert;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Spells progress as a row of {@link ProgressTable}. */
final class ProgressRowMapper implements RowMapper<GrainProgress> {

  private static final long serialVersionUID = 1;

  private final DatasetCatalog catalog;
  private transient @Nullable DatasetTables tables;

  ProgressRowMapper(DatasetCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public RowUpsert map(GrainProgress input) {
    if (tables == null) {
      tables = new DatasetTables(catalog);
    }
    DatasetTable table = tables.of(input.dataset(), input.grainCode());
    ProgressTable.Row row =
        new ProgressTable.Row(table.definition(), table.grain(), input.completeUntilMillis());
    return new RowUpsert(
        ProgressTable.NAME,
        ProgressTable.values(row, Instant.now()).toArray(),
        ProgressTable.writeTimestampMicros(row),
        DatasetTable.NO_TTL);
  }
}
