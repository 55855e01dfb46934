package io.millrace.datasets;

import java.io.Serializable;

/** A property that events are told apart by, as an index or a group column. */
public record KeyColumn(String property, ColumnType type) implements Serializable {

  /** Name of the column in Cassandra. */
  public String name() {
    return Names.column(property);
  }
}
