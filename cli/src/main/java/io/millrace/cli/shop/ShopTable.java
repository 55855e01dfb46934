package io.millrace.cli.shop;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The right rows of one table, by their key; the shard is left out, since any may hold a row. */
public final class ShopTable {

  private final String name;
  private final List<String> keyColumns;
  private final Map<List<String>, Row> rows = new HashMap<>();

  ShopTable(String name, List<String> keyColumns) {
    this.name = name;
    this.keyColumns = List.copyOf(keyColumns);
  }

  public String name() {
    return name;
  }

  /** The columns that {@link #rows()} are found by, in that order. */
  public List<String> keyColumns() {
    return keyColumns;
  }

  /** Rows by the texts of their key columns. */
  public Map<List<String>, Row> rows() {
    return rows;
  }

  Row row(List<String> key) {
    return rows.computeIfAbsent(List.copyOf(key), k -> new Row());
  }

  /** The value columns of one row. */
  public static final class Row {

    private final Map<String, BigDecimal> values = new TreeMap<>();
    private final Map<String, Mean> means = new TreeMap<>();

    private record Mean(BigDecimal sum, long count, MathContext rounding) {}

    /** Columns and their values as text: canonical decimals without exponent. */
    public Map<String, String> values() {
      Map<String, String> texts = new TreeMap<>();
      values.forEach((column, value) -> texts.put(column, text(value)));
      means.forEach(
          (column, mean) ->
              texts.put(
                  column,
                  text(mean.sum().divide(BigDecimal.valueOf(mean.count()), mean.rounding()))));
      return texts;
    }

    private static String text(BigDecimal value) {
      return Value.canonical(value).toPlainString();
    }

    Row count(String column) {
      values.merge(column, BigDecimal.ONE, BigDecimal::add);
      return this;
    }

    Row sum(String column, BigDecimal number) {
      values.merge(column, number, BigDecimal::add);
      return this;
    }

    Row least(String column, BigDecimal number) {
      values.merge(column, number, BigDecimal::min);
      return this;
    }

    Row greatest(String column, BigDecimal number) {
      values.merge(column, number, BigDecimal::max);
      return this;
    }

    Row average(String column, BigDecimal number, MathContext rounding) {
      means.merge(
          column,
          new Mean(number, 1, rounding),
          (before, one) -> new Mean(before.sum().add(number), before.count() + 1, rounding));
      return this;
    }
  }
}
