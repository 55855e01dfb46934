package io.millrace.cli.rollup;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.data.UdtValue;
import com.datastax.oss.protocol.internal.util.Bytes;
import io.millrace.cli.CassandraAccess;
import io.millrace.cli.rollup.RollupTruth.Cell;
import io.millrace.cli.rollup.RollupTruth.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.jspecify.annotations.Nullable;

/** What a keyspace holds, held against the truth. */
final class RollupRows {

  private static final int PAGE = 2_000;
  private static final int MOST_EXACT_VALUES = 256;
  private static final int MOST_EXACT_NUMBERS = 128;

  /** Three times what 99 of 100 estimates keep to, and no one does not in a lifetime. */
  private static final double RANK_ERROR = 0.04;

  /** Four standard errors of 1.6 %. */
  private static final double COUNT_ERROR = 0.065;

  private static final int LG_REGISTERS = 12;

  /** From so many values on DataSketches' own sketch has registers too. */
  private static final int SURELY_REGISTERS = 1_000;

  /**
   * One thing that is not as it has to be.
   *
   * @param place table and key of the row
   */
  record Mismatch(String place, String column, String right, String there) {}

  /** By table and key, the sketches of distinct visitors as hex. */
  private final Map<String, String> sketches = new HashMap<>();

  private final List<Mismatch> mismatches = new ArrayList<>();
  private int rows;
  private int estimated;

  private RollupRows() {}

  /** Reads all tables of the truth. */
  static RollupRows compare(CqlSession session, String keyspace, RollupTruth truth) {
    RollupRows result = new RollupRows();
    truth
        .tables()
        .forEach(
            (name, table) ->
                result.compare(
                    name,
                    table,
                    session.execute(
                        SimpleStatement.newInstance("SELECT * FROM " + keyspace + "." + name)
                            .setPageSize(PAGE))));
    return result;
  }

  List<Mismatch> mismatches() {
    return mismatches;
  }

  Set<String> places() {
    return mismatches.stream().map(Mismatch::place).collect(Collectors.toCollection(TreeSet::new));
  }

  Map<String, String> sketches() {
    return sketches;
  }

  int rows() {
    return rows;
  }

  /** Rows with more distinct visitors than are counted exactly. */
  int estimated() {
    return estimated;
  }

  private void compare(String name, Table table, Iterable<Row> found) {
    Set<String> seen = new HashSet<>();
    for (Row row : found) {
      rows++;
      String key = key(row, table.columns());
      String place = name + " " + key;
      Cell cell = table.rows().get(key);
      if (cell == null) {
        mismatches.add(new Mismatch(place, "row", "none", "one"));
      } else if (!seen.add(key)) {
        mismatches.add(new Mismatch(place, "row", "one", "two"));
      } else {
        compare(place, cell, row);
      }
    }
    for (String key : table.rows().keySet()) {
      if (!seen.contains(key)) {
        mismatches.add(new Mismatch(name + " " + key, "row", "one", "none"));
      }
    }
  }

  private static String key(Row row, List<String> columns) {
    List<String> group = new ArrayList<>();
    for (String column : columns) {
      group.add(text(row, column));
    }
    Instant start = Objects.requireNonNull(row.getInstant("interval_start"));
    return RollupTruth.key(start, group);
  }

  private void compare(String place, Cell cell, Row row) {
    Map<String, String> exact = cell.exact();
    for (String column :
        List.of("events", "purchases", "revenue", "mean", "cheapest", "dearest", "spread")) {
      String right = exact.getOrDefault(column, "unset");
      if (!right.equals(text(row, column))) {
        mismatches.add(new Mismatch(place, column, right, text(row, column)));
      }
    }
    require(place, "visitors", visitors(place, cell, row.getUdtValue("visitors")), row);
    require(place, "upper", upper(cell.sortedPrices(), row.getUdtValue("upper")), row);
    require(place, "products", products(cell, row.getUdtValue("products")), row);
  }

  /**
   * @param wrong what was expected and is not so; empty if all is well
   */
  private void require(String place, String column, String wrong, Row row) {
    if (!wrong.isEmpty()) {
      mismatches.add(new Mismatch(place, column, wrong, text(row, column)));
    }
  }

  private String visitors(String place, Cell cell, @Nullable UdtValue there) {
    int right = cell.visitors().size();
    if (there == null) {
      return right + " visitors";
    }
    sketches.put(
        place, CassandraAccess.text(Objects.requireNonNull(there.getByteBuffer("sketch"))));
    double estimate = there.getDouble("estimate");
    double lower = there.getDouble("lower_bound");
    double upper = there.getDouble("upper_bound");
    HllSketch sketch = HllSketch.heapify(memory(there));
    HllSketch own = new HllSketch(LG_REGISTERS, TgtHllType.HLL_8);
    cell.visitors().forEach(own::update);
    Union both = new Union(LG_REGISTERS);
    both.update(sketch);
    both.update(own);
    if (!near(both.getCompositeEstimate(), sketch.getCompositeEstimate())) {
      return "a sketch of all visitors";
    }
    if (right <= MOST_EXACT_VALUES) {
      return estimate == right
              && lower == right
              && upper == right
              && near(sketch.getEstimate(), own.getEstimate())
          ? ""
          : right + " visitors";
    }
    estimated++;
    if (!near(sketch.getEstimate(), estimate)) {
      return "the sketch's estimate " + sketch.getEstimate();
    }
    if (right >= SURELY_REGISTERS
        && !near(own.getCompositeEstimate(), sketch.getCompositeEstimate())) {
      return "a sketch of these visitors alone";
    }
    return lower < estimate && estimate < upper && Math.abs(estimate - right) < right * COUNT_ERROR
        ? ""
        : "about " + right + " visitors";
  }

  private static boolean near(double a, double b) {
    return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
  }

  private static Memory memory(UdtValue value) {
    return Memory.wrap(Bytes.getArray(Objects.requireNonNull(value.getByteBuffer("sketch"))));
  }

  private static String upper(double[] prices, @Nullable UdtValue there) {
    if (there == null || prices.length == 0) {
      return there == null && prices.length == 0 ? "" : "of " + prices.length + " prices";
    }
    double estimate = there.getDouble("estimate");
    double lower = there.getDouble("lower_bound");
    double upper = there.getDouble("upper_bound");
    if (KllDoublesSketch.heapify(memory(there)).getN() != prices.length) {
      return "a sketch of " + prices.length + " prices";
    }
    if (prices.length <= MOST_EXACT_NUMBERS) {
      double right = prices[(prices.length * RollupTruth.PERCENTILE + 99) / 100 - 1];
      return estimate == right && lower == right && upper == right ? "" : Double.toString(right);
    }
    double share = RollupTruth.PERCENTILE / 100.0;
    double less = Arrays.stream(prices).filter(price -> price < estimate).count();
    double atMost = Arrays.stream(prices).filter(price -> price <= estimate).count();
    return atMost > less
            && less / prices.length <= share + RANK_ERROR
            && atMost / prices.length >= share - RANK_ERROR
            && lower <= estimate
            && estimate <= upper
        ? ""
        : "about " + prices[(int) (prices.length * share)] + " of " + prices.length;
  }

  private static String products(Cell cell, @Nullable UdtValue there) {
    List<String> right = cell.products().stream().limit(RollupTruth.MOST_PRODUCTS).toList();
    boolean complete = right.size() == cell.products().size();
    return there != null
            && right.equals(there.getList("items", String.class))
            && there.getBoolean("complete") == complete
        ? ""
        : right + (complete ? "" : " and more");
  }

  private static String text(Row row, String column) {
    Object value = row.getObject(CqlIdentifier.fromInternal(column));
    return value instanceof UdtValue udt
        ? udt.getFormattedContents()
        : value == null ? "unset" : CassandraAccess.text(value);
  }
}
