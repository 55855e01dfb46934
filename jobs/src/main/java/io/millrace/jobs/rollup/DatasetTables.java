package io.millrace.jobs.rollup;

import io.millrace.datasets.CellKey;
import io.millrace.datasets.DatasetCatalog;
import io.millrace.datasets.DatasetTable;
import io.millrace.datasets.Grain;
import java.util.HashMap;
import java.util.Map;

/** Finds the table of a cell. */
final class DatasetTables {

  private record Place(String dataset, Grain grain) {}

  private final Map<Place, DatasetTable> tables = new HashMap<>();

  DatasetTables(DatasetCatalog catalog) {
    for (DatasetTable table : catalog.tables()) {
      tables.put(new Place(table.definition().name(), table.grain()), table);
    }
  }

  DatasetTable of(CellKey key) {
    DatasetTable table = tables.get(new Place(key.dataset(), key.grain()));
    if (table == null) {
      throw new IllegalStateException(
          "the state holds cells of dataset '"
              + key.dataset()
              + "' ("
              + key.grain().word()
              + "), which is not defined any more; define it again, or start without the state");
    }
    return table;
  }
}
