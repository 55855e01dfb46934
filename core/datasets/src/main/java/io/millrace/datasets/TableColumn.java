package io.millrace.datasets;

/** A column of a dataset's table. */
public record TableColumn(String name, CqlType type) {

  /** As {@code CREATE TABLE} and {@code ALTER TABLE … ADD} write it. */
  String declaration() {
    return '"' + name + "\" " + type.cql();
  }
}
