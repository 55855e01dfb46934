package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events in, rows out; the rows were computed by hand. */
class LocalFoldTest {

  private static final String REVENUE =
      """
      dataset_name: revenue
      index_by: shop
      query:
        event_collection: purchases
        analysis_type: multi_analysis
        filters: [{property_name: price, operator: gt, property_value: 0}]
        analyses:
          purchases: {analysis_type: count}
          revenue: {analysis_type: sum, target_property: price}
          cheapest: {analysis_type: minimum, target_property: price}
          dearest: {analysis_type: maximum, target_property: price}
          mean: {analysis_type: average, target_property: price}
          pieces: {analysis_type: sum, target_property: quantity}
          most: {analysis_type: maximum, target_property: quantity}
        intervals: [hourly, daily]
        group_by: product.category
      """;

  private static final String TYPED =
      """
      dataset_name: typed
      types: {size: bigint, weight: decimal, gift: boolean}
      shards: 1
      lateness: 1 min
      query:
        event_collection: parcels
        analysis_type: count
        interval: minutely
        group_by: [size, weight, gift, label]
      """;

  /** Rows by their spelling, which sorts them. */
  private final TreeMap<String, String> rows = new TreeMap<>();

  private final Map<CellKey, Cell> cells = new HashMap<>();
  private List<DatasetDefinition> definitions = List.of();
  private LocalFold rollup = new LocalFold(List.of(), 1 << 20);

  @BeforeEach
  void start() {
    definitions = List.of(DatasetFiles.definition(REVENUE), DatasetFiles.definition(TYPED));
    rollup = new LocalFold(definitions, 1 << 20);
  }

  @Test
  void purchases_foldIntoARowPerGrainAndGroup() {
    purchase("2026-02-28T22:59:59.999Z", "\"s1\"", "books", "0.1", "1");
    purchase("2026-02-28T22:00:00.000Z", "\"s1\"", "books", "0.20", "2");
    purchase("2026-02-28T23:00:00.000Z", "\"s1\"", "books", "1e18", "\"many\"");
    purchase("2026-03-01T00:00:00.000Z", "\"s1\"", "books", "3", "null");
    purchase("2026-02-28T22:30:00.000Z", "\"s1\"", "toys", "0", "1");
    purchase("2026-02-28T22:30:00.000Z", "7", "toys", "5", "3");

    assertThat(rows())
        .containsExactly(
            // index, bucket, shard, start, group, purchases, revenue, cheapest, dearest, mean,
            // pieces, most, events
            "revenue_daily [7, 2026-01-01, 0, 2026-02-28T00:00:00Z, toys, 1, 5, 5, 5, 5, 3, 3, 1]",
            "revenue_daily [s1, 2026-01-01, 0, 2026-02-28T00:00:00Z, books, 3,"
                + " 1000000000000000000.3, 0.1, 1000000000000000000, 333333333333333333.4333333333333333,"
                + " 3, 2, 3]",
            "revenue_daily [s1, 2026-01-01, 0, 2026-03-01T00:00:00Z, books, 1, 3, 3, 3, 3, 0,"
                + " null, 1]",
            "revenue_hourly [7, 2026-02-01, 0, 2026-02-28T22:00:00Z, toys, 1, 5, 5, 5, 5, 3, 3, 1]",
            "revenue_hourly [s1, 2026-02-01, 0, 2026-02-28T22:00:00Z, books, 2, 0.3, 0.1, 0.2,"
                + " 0.15, 3, 2, 2]",
            "revenue_hourly [s1, 2026-02-01, 0, 2026-02-28T23:00:00Z, books, 1,"
                + " 1000000000000000000, 1000000000000000000, 1000000000000000000,"
                + " 1000000000000000000, 0, null, 1]",
            "revenue_hourly [s1, 2026-03-01, 0, 2026-03-01T00:00:00Z, books, 1, 3, 3, 3, 3, 0,"
                + " null, 1]");
  }

  @Test
  void absentAndNullGroups_areRowsOfTheirOwn() {
    fold("purchases", "{\"keen\":{\"timestamp\":\"2026-01-01T00:00:00.000Z\"},\"price\":1}");
    fold(
        "purchases",
        "{\"keen\":{\"timestamp\":\"2026-01-01T00:00:00.000Z\"},\"price\":1,\"shop\":null,"
            + "\"product\":{\"category\":null}}");
    fold(
        "purchases",
        "{\"keen\":{\"timestamp\":\"2026-01-01T00:00:00.000Z\"},\"price\":1,"
            + "\"shop\":\"\\\\null\",\"product\":\"none\"}");

    assertThat(rows())
        .filteredOn(row -> row.startsWith("revenue_daily"))
        .extracting(row -> row.replaceAll(", 1, 1, 1, 1, 1, 0, null, 1]", ""))
        .containsExactly(
            "revenue_daily [\\\\null, 2026-01-01, 0, 2026-01-01T00:00:00Z, \\absent",
            "revenue_daily [\\absent, 2026-01-01, 0, 2026-01-01T00:00:00Z, \\absent",
            "revenue_daily [\\null, 2026-01-01, 0, 2026-01-01T00:00:00Z, \\null");
  }

  @Test
  void typedColumns_takeOnlyTheirType() {
    parcel("1", "2.50", "true", "\"a\"");
    parcel("1.0", "2.5", "true", "\"a\"");
    parcel("9223372036854775807", "-1e2", "false", "[1, 2]");
    parcel("1.5", "1", "true", "\"not whole\"");
    parcel("9223372036854775808", "1", "true", "\"too long\"");
    parcel("\"1\"", "1", "true", "\"text\"");
    parcel("null", "1", "true", "\"null\"");
    parcel("1", "\"1\"", "true", "\"text\"");
    parcel("1", "1", "1", "\"number\"");

    assertThat(rows())
        .containsExactly(
            "typed_minutely [2026-01-01, 0, 2026-01-01T00:00:00Z, 1, 2.5, true, a, 2, 2]",
            "typed_minutely [2026-01-01, 0, 2026-01-01T00:00:00Z, 9223372036854775807, -100,"
                + " false, [1,2], 1, 1]");
    assertThat(rollup.unkeyed()).isEqualTo(6);
  }

  @Test
  void keyOfMoreThan32KiB_isLeftOut() {
    parcel("1", "1", "true", '"' + "x".repeat(32_768) + '"');
    assertThat(rollup.unkeyed()).isZero();
    parcel("1", "1", "true", '"' + "x".repeat(32_769) + '"');
    parcel("1", "1", "true", '"' + "\u00e9".repeat(16_385) + '"');
    assertThat(rollup.unkeyed()).isEqualTo(2);
    assertThat(rows()).hasSize(1);
  }

  @Test
  void eventFurtherBehindThanTheLateness_isLeftOut() {
    String parcel =
        "{\"keen\":{\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"behind_ms\":%d},\"size\":1,"
            + "\"weight\":1,\"gift\":true}";
    fold("parcels", parcel.formatted(0));
    fold("parcels", parcel.formatted(60_000));
    fold("parcels", parcel.formatted(60_001));

    assertThat(rollup.late()).isEqualTo(1);
    assertThat(rows())
        .containsExactly(
            "typed_minutely [2026-01-01, 0, 2026-01-01T00:00:00Z, 1, 1, true, \\absent, 2, 2]");
  }

  @Test
  void unreadableEvents_areCountedAndSkipped() {
    for (String event :
        List.of(
            "",
            "[]",
            "{}",
            "{\"keen\":{}}",
            "{\"keen\":{\"timestamp\":1}}",
            "{\"keen\":{\"timestamp\":\"yesterday\"}}",
            "{\"keen\":{\"timestamp\":\"2026-02-29T00:00:00.000Z\"},\"price\":1}")) {
      fold("purchases", event);
    }

    assertThat(rollup.unreadable()).isEqualTo(7);
    assertThat(rows()).isEmpty();
  }

  @Test
  void collectionOfNoDataset_givesNothing() {
    fold("others", "not even read");

    assertThat(rows()).isEmpty();
    assertThat(rollup.unreadable()).isZero();
  }

  private void purchase(
      String timestamp, String shop, String category, String price, String quantity) {
    fold(
        "purchases",
        "{\"keen\":{\"timestamp\":\""
            + timestamp
            + "\",\"behind_ms\":0},\"product\":{\"id\":1,\"category\":\""
            + category
            + "\"},\"price\":"
            + price
            + ",\"quantity\":"
            + quantity
            + ",\"shop\":"
            + shop
            + "}");
  }

  private void parcel(String size, String weight, String gift, String label) {
    fold(
        "parcels",
        "{\"keen\":{\"timestamp\":\"2026-01-01T00:00:59.999Z\"},\"size\":"
            + size
            + ",\"weight\":"
            + weight
            + ",\"gift\":"
            + gift
            + ",\"label\":"
            + label
            + "}");
  }

  private void fold(String collection, String event) {
    rollup.add(collection, event.getBytes(StandardCharsets.UTF_8), LocalFold.UNKNOWN_TIME);
  }

  /** As the cache makes them of what was folded. */
  private Iterable<String> rows() {
    FoldPlan plan = new FoldPlan(definitions);
    CellCache cache =
        new CellCache(
            plan,
            new MemoryStore(),
            (group, grain, start, cell, correction) ->
                cells.put(
                    group.cellKey(Objects.requireNonNull(plan.definition(group)), grain, start),
                    Cell.fromBytes(cell.toBytes())),
            Duration.ZERO,
            1 << 20);
    rollup.drain(
        (group, grain, start, cell) -> {
          try {
            cache.fold(group, grain.code(), start, cell, 0);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    try {
      cache.flush();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    cells.forEach(
        (key, cell) -> {
          DatasetTable table =
              definitions.stream()
                  .filter(definition -> definition.name().equals(key.dataset()))
                  .map(
                      definition ->
                          new DatasetTable(definition, definition.grain(key.grain()).orElseThrow()))
                  .findFirst()
                  .orElseThrow();
          Object[] values = table.values(key, cell).toArray();
          assertThat(values).hasSameSizeAs(table.columns());
          rows.put(table.name() + " " + Arrays.toString(values), "");
        });
    return rows.keySet();
  }
}
