package io.millrace.cli.demo;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ColumnDefinition;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import io.millrace.cli.CassandraAccess;
import io.millrace.cli.shop.ShopTable;
import io.millrace.cli.shop.ShopTruth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares every row of every rollup table with the truth. */
final class RollupCheck {

  /** Which of a table's nodes' tokens a row lies on is not part of its meaning. */
  private static final String SHARD = "shard";

  private static final int PAGE = 5_000;

  private final CqlSession session;
  private final String keyspace;

  RollupCheck(CqlSession session, String keyspace) {
    this.session = session;
    this.keyspace = keyspace;
  }

  void compare(ShopTruth truth, Mismatches mismatches) {
    truth.tables().values().forEach(table -> compare(table, mismatches));
  }

  /** How many rows there are, a missing table having none. */
  long rows(ShopTruth truth) {
    long rows = 0;
    for (String table : truth.tables().keySet()) {
      try {
        Row count = session.execute("SELECT count(*) FROM " + keyspace + "." + table).one();
        rows += count == null ? 0 : count.getLong(0);
      } catch (InvalidQueryException e) {
        // The rollup job has not made it yet.
      }
    }
    return rows;
  }

  private void compare(ShopTable table, Mismatches mismatches) {
    String name = "cassandra " + keyspace + "." + table.name();
    ResultSet found;
    try {
      found =
          session.execute(
              SimpleStatement.newInstance("SELECT * FROM " + keyspace + "." + table.name())
                  .setPageSize(PAGE));
    } catch (InvalidQueryException e) {
      mismatches.add(name, table.rows().size() + " rows", "no such table");
      return;
    }
    Set<List<String>> seen = new HashSet<>();
    for (Row row : found) {
      List<String> key = new ArrayList<>();
      table.keyColumns().forEach(column -> key.add(text(row, column)));
      String place = name + " " + described(table, key);
      ShopTable.Row expected = table.rows().get(key);
      if (expected == null) {
        mismatches.add(place, "no row", values(row, table).toString());
      } else if (!seen.add(key)) {
        mismatches.add(place, "one row", "a second one, shard " + text(row, SHARD));
      } else {
        compare(place, expected.values(), values(row, table), mismatches);
      }
    }
    table
        .rows()
        .forEach(
            (key, expected) -> {
              if (!seen.contains(key)) {
                mismatches.add(
                    name + " " + described(table, key), expected.values().toString(), "no row");
              }
            });
  }

  private static void compare(
      String place,
      Map<String, String> expected,
      Map<String, String> found,
      Mismatches mismatches) {
    Set<String> columns = new TreeSet<>(expected.keySet());
    columns.addAll(found.keySet());
    for (String column : columns) {
      String right = expected.getOrDefault(column, "no value");
      String there = found.getOrDefault(column, "no value");
      if (!right.equals(there)) {
        mismatches.add(place + " " + column, right, there);
      }
    }
  }

  /** The columns with a value that are not part of the key. */
  private static Map<String, String> values(Row row, ShopTable table) {
    Map<String, String> values = new TreeMap<>();
    for (ColumnDefinition column : row.getColumnDefinitions()) {
      String name = column.getName().asInternal();
      Object value = row.getObject(column.getName());
      if (value != null && !name.equals(SHARD) && !table.keyColumns().contains(name)) {
        values.put(name, CassandraAccess.text(value));
      }
    }
    return values;
  }

  private static String text(Row row, String column) {
    Object value = row.getObject(CqlIdentifier.fromInternal(column));
    return value == null ? "null" : CassandraAccess.text(value);
  }

  private static String described(ShopTable table, List<String> key) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      parts.add(table.keyColumns().get(i) + "=" + key.get(i));
    }
    return parts.toString();
  }
}
