package io.millrace.jobs.rollup;

import io.millrace.datasets.DatasetCatalog;
import io.millrace.datasets.DatasetDefinition;
import io.millrace.datasets.DatasetTable;
import io.millrace.datasets.FoldPlan;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the table of a cell. */
final class DatasetTables {

  private final FoldPlan plan;

  /** By dataset, then by the code of a grain. */
  private final Map<String, Map<Integer, DatasetTable>> tables = new HashMap<>();

  /** Of the last cell, since the next one is mostly of the same dataset. */
  private @Nullable DatasetDefinition last;

  private Map<Integer, DatasetTable> tablesOfLast = Map.of();

  DatasetTables(DatasetCatalog catalog) {
    plan = new FoldPlan(catalog.definitions());
    for (DatasetTable table : catalog.tables()) {
      tables
          .computeIfAbsent(table.definition().name(), any -> new HashMap<>())
          .put(table.grain().code(), table);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the plan has one object per definition
  DatasetTable of(GroupCell cell) {
    DatasetDefinition definition = plan.definition(cell.group());
    if (definition == null) {
      throw new IllegalStateException(cell.group() + " is of no dataset that is defined");
    }
    if (definition != last) {
      last = definition;
      tablesOfLast = tables.getOrDefault(definition.name(), Map.of());
    }
    return require(tablesOfLast.get(cell.grainCode()), definition.name(), cell.grainCode());
  }

  DatasetTable of(String dataset, int grainCode) {
    return require(tables.getOrDefault(dataset, Map.of()).get(grainCode), dataset, grainCode);
  }

  private static DatasetTable require(@Nullable DatasetTable table, String dataset, int grainCode) {
    if (table == null) {
      throw new IllegalStateException("dataset " + dataset + " has no grain of code " + grainCode);
    }
    return table;
  }
}
