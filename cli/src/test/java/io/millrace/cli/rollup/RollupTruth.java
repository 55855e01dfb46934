package io.millrace.cli.rollup;

import io.millrace.cli.rollup.Purchase.Sent;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the rows must be, computed from the events that were sent with nothing of the code that is
 * on trial: every number of a cell is kept.
 */
final class RollupTruth {

  /** As the analyses in {@link #DEFINITIONS} say. */
  static final int PERCENTILE = 90;

  static final int MOST_PRODUCTS = 20;

  private static final String ANALYSES =
      """
        event_collection: %s
        analysis_type: multi_analysis
        analyses:
          purchases: {analysis_type: count}
          revenue: {analysis_type: sum, target_property: price}
          mean: {analysis_type: average, target_property: price}
          cheapest: {analysis_type: minimum, target_property: price}
          dearest: {analysis_type: maximum, target_property: price}
          spread: {analysis_type: standard_deviation, target_property: price}
          visitors: {analysis_type: count_unique, target_property: visitor}
          upper: {analysis_type: percentile, percentile: 90, target_property: price}
          products: {analysis_type: select_unique, target_property: product, limit: 20}
      """;

  /** By file name; the collection goes in. */
  static final Map<String, String> DEFINITIONS =
      Map.of(
          "groups.yaml",
          """
          dataset_name: groups
          lateness: 60 min
          query:
            intervals: [minutely, hourly, daily]
            group_by: [country, device.kind]
            filters: [{property_name: status, operator: ne, property_value: test}]
          """
              + ANALYSES,
          "devices.yaml",
          """
          dataset_name: devices
          lateness: 45 min
          index_by: device.kind
          query:
            intervals: [hourly, daily]
            filters:
              - {property_name: price, operator: gte, property_value: 5}
              - {property_name: country, operator: in, property_value: [PL, DE]}
          """
              + ANALYSES);

  private static final BigDecimal FIVE = BigDecimal.valueOf(5);

  private static final List<Dataset> DATASETS =
      List.of(
          new Dataset(
              "groups",
              List.of("country", "device_kind"),
              Duration.ofMinutes(60),
              List.of("minutely", "hourly", "daily"),
              purchase -> !purchase.test(),
              purchase ->
                  List.of(
                      purchase.country() == null ? "\\absent" : purchase.country(),
                      purchase.device())),
          new Dataset(
              "devices",
              List.of("device_kind"),
              Duration.ofMinutes(45),
              List.of("hourly", "daily"),
              purchase ->
                  atLeastFive(purchase.price())
                      && ("PL".equals(purchase.country()) || "DE".equals(purchase.country())),
              purchase -> List.of(purchase.device())));

  private static final Map<String, Duration> GRAINS =
      Map.of(
          "minutely", Duration.ofMinutes(1),
          "hourly", Duration.ofHours(1),
          "daily", Duration.ofDays(1));

  private record Dataset(
      String name,
      List<String> columns,
      Duration lateness,
      List<String> grains,
      Predicate<Purchase> filter,
      Function<Purchase, List<String>> group) {}

  /** The columns of a table's key beside the interval's start, and its rows by key. */
  record Table(List<String> columns, Map<String, Cell> rows) {}

  private final Map<String, Table> tables = new TreeMap<>();
  private long late;

  RollupTruth(List<Sent> sent) {
    for (Dataset dataset : DATASETS) {
      for (String grain : dataset.grains) {
        tables.put(dataset.name + "_" + grain, new Table(dataset.columns, new TreeMap<>()));
      }
    }
    sent.forEach(this::add);
  }

  private void add(Sent sent) {
    for (Dataset dataset : DATASETS) {
      if (!dataset.filter.test(sent.purchase())) {
        continue;
      }
      if (sent.behindMillis() > dataset.lateness.toMillis()) {
        late++;
        continue;
      }
      forEachPlace(
          dataset,
          sent.purchase(),
          (table, key) -> rows(table).computeIfAbsent(key, k -> new Cell()).add(sent.purchase()));
    }
  }

  private interface Place {
    void at(String table, String key);
  }

  private static void forEachPlace(Dataset dataset, Purchase purchase, Place place) {
    for (String grain : dataset.grains) {
      long size = grainMillis(grain);
      Instant start = Instant.ofEpochMilli(purchase.timestampMillis() / size * size);
      place.at(dataset.name + "_" + grain, key(start, dataset.group.apply(purchase)));
    }
  }

  private static long grainMillis(String grain) {
    Duration duration = GRAINS.get(grain);
    if (duration == null) {
      throw new IllegalArgumentException(grain);
    }
    return duration.toMillis();
  }

  private Map<String, Cell> rows(String table) {
    Table found = tables.get(table);
    if (found == null) {
      throw new IllegalArgumentException(table);
    }
    return found.rows;
  }

  static String key(Instant start, List<String> group) {
    return start + " " + String.join("/", group);
  }

  /** Table and key of every row that an event in time goes into. */
  static Set<String> places(Purchase purchase) {
    Set<String> places = new TreeSet<>();
    for (Dataset dataset : DATASETS) {
      if (dataset.filter.test(purchase)) {
        forEachPlace(dataset, purchase, (table, key) -> places.add(table + " " + key));
      }
    }
    return places;
  }

  /**
   * A row that an event goes into.
   *
   * @param place table and key
   */
  record CountedIn(String place, long endMillis) {}

  /** Every row that an event counts in. */
  static List<CountedIn> counted(Sent sent) {
    List<CountedIn> rows = new ArrayList<>();
    for (Dataset dataset : DATASETS) {
      if (dataset.filter.test(sent.purchase())
          && sent.behindMillis() <= dataset.lateness.toMillis()) {
        for (String grain : dataset.grains) {
          long size = grainMillis(grain);
          long start = sent.purchase().timestampMillis() / size * size;
          String key = key(Instant.ofEpochMilli(start), dataset.group.apply(sent.purchase()));
          rows.add(new CountedIn(dataset.name + "_" + grain + " " + key, start + size));
        }
      }
    }
    return rows;
  }

  Map<String, Table> tables() {
    return tables;
  }

  int rowCount() {
    return tables.values().stream().mapToInt(table -> table.rows.size()).sum();
  }

  /** Of each dataset those that pass its filters and are further behind than it takes. */
  long late() {
    return late;
  }

  private static boolean atLeastFive(@Nullable BigDecimal price) {
    return price != null && price.compareTo(FIVE) >= 0;
  }

  /** All that one row is made of. */
  static final class Cell {

    private long events;
    private final List<BigDecimal> prices = new ArrayList<>();
    private final Set<String> visitors = new HashSet<>();
    private final TreeSet<String> products = new TreeSet<>();

    private void add(Purchase purchase) {
      events++;
      visitors.add(purchase.visitor());
      products.add(purchase.product());
      BigDecimal price = purchase.price();
      if (price != null) {
        prices.add(price);
      }
    }

    Set<String> visitors() {
      return visitors;
    }

    TreeSet<String> products() {
      return products;
    }

    /** As doubles, the least first. */
    double[] sortedPrices() {
      return prices.stream().mapToDouble(BigDecimal::doubleValue).sorted().toArray();
    }

    /** The columns with one right spelling. */
    Map<String, String> exact() {
      Map<String, String> columns = new TreeMap<>();
      columns.put("events", Long.toString(events));
      columns.put("purchases", Long.toString(events));
      BigDecimal sum = sum();
      columns.put("revenue", plain(sum));
      if (!prices.isEmpty()) {
        BigDecimal count = BigDecimal.valueOf(prices.size());
        columns.put("mean", plain(sum.divide(count, MathContext.DECIMAL128)));
        columns.put("cheapest", plain(prices.stream().reduce(BigDecimal::min).orElseThrow()));
        columns.put("dearest", plain(prices.stream().reduce(BigDecimal::max).orElseThrow()));
        columns.put("spread", plain(spread(sum, count)));
      }
      return columns;
    }

    private BigDecimal sum() {
      return prices.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** With so many more digits that rounding twice is rounding once. */
    private BigDecimal spread(BigDecimal sum, BigDecimal count) {
      BigDecimal squares =
          prices.stream()
              .map(price -> price.multiply(price))
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      BigDecimal variance =
          squares
              .multiply(count)
              .subtract(sum.multiply(sum))
              .divide(count.multiply(count), new MathContext(200, RoundingMode.HALF_EVEN));
      return variance
          .sqrt(new MathContext(90, RoundingMode.HALF_EVEN))
          .round(MathContext.DECIMAL128);
    }

    private static String plain(BigDecimal number) {
      return number.stripTrailingZeros().toPlainString();
    }
  }
}
