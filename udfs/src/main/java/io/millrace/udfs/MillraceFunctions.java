package io.millrace.udfs;

import java.util.List;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.functions.UserDefinedFunction;

/** All SQL functions of Millrace: whoever registers them takes them from here. */
public enum MillraceFunctions {
  EVENT_TIME(EventTime.class),
  EVENT_TEXT(EventText.class),
  EVENT_NUMBER(EventNumber.class);

  private final Class<? extends UserDefinedFunction> implementation;

  MillraceFunctions(Class<? extends UserDefinedFunction> implementation) {
    this.implementation = implementation;
  }

  public Class<? extends UserDefinedFunction> implementation() {
    return implementation;
  }

  /** Makes every function known to the environment, in all its catalogs. */
  public static void registerIn(TableEnvironment tables) {
    for (MillraceFunctions function : values()) {
      tables.createTemporarySystemFunction(function.name(), function.implementation);
    }
  }

  /** The same as statements, for a client that is told everything in SQL; without semicolons. */
  public static List<String> createStatements() {
    return List.of(values()).stream()
        .map(
            function ->
                "CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS "
                    + function.name()
                    + " AS '"
                    + function.implementation.getName()
                    + "'")
        .toList();
  }
}
