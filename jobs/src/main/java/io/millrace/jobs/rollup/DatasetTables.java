package io.millrace.jobs.rollup;

import io.millrace.datasets.DatasetCatalog;
import io.millrace.datasets.DatasetDefinition;
import io.millrace.datasets.DatasetTable;
import io.millrace.datasets.FoldPlan;
import java.util.HashMap;
import java.util.Map;

/** Finds the table of a cell. */
final class DatasetTables {

  private record Place(String dataset, int grainCode) {}

  private final FoldPlan plan;
  private final Map<Place, DatasetTable> tables = new HashMap<>();

  DatasetTables(DatasetCatalog catalog) {
    plan = new FoldPlan(catalog.definitions());
    for (DatasetTable table : catalog.tables()) {
      tables.put(new Place(table.definition().name(), table.grain().code()), table);
    }
  }

  DatasetTable of(GroupCell cell) {
    DatasetDefinition definition = plan.definition(cell.group());
    if (definition == null) {
      throw new IllegalStateException(cell.group() + " is of no dataset that is defined");
    }
    return of(definition.name(), cell.grainCode());
  }

  DatasetTable of(String dataset, int grainCode) {
    DatasetTable table = tables.get(new Place(dataset, grainCode));
    if (table == null) {
      throw new IllegalStateException("dataset " + dataset + " has no grain of code " + grainCode);
    }
    return table;
  }
}
