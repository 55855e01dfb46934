package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetTableTest {

  private static final String TRAFFIC =
      """
      dataset_name: site-traffic
      display_name: "Who's there?"
      version: 2
      types: {code: bigint, ok: boolean}
      query:
        event_collection: page_views
        analysis_type: multi_analysis
        analyses:
          views: {analysis_type: count}
          mean.time: {analysis_type: average, target_property: seconds}
        interval: hourly
        group_by: [geo.country, code, ok]
      """;

  private final DatasetTable table = table(TRAFFIC);

  @Test
  void createStatement_isReadableCql() {
    assertThat(table.createStatement("millrace"))
        .isEqualTo(
            """
            CREATE TABLE IF NOT EXISTS "millrace"."site_traffic_hourly" (
              "bucket" date,
              "shard" int,
              "interval_start" timestamp,
              "geo_country" text,
              "code" bigint,
              "ok" boolean,
              "views" bigint,
              "mean_time" decimal,
              "events" bigint,
              PRIMARY KEY (("bucket", "shard"), "interval_start", "geo_country", "code", "ok")
            ) WITH comment = 'Who''s there? (shards: 16)'
              AND compaction = {'class': 'UnifiedCompactionStrategy'}""");
  }

  @Test
  void indexColumns_leadThePartitionKey() {
    DatasetTable indexed = table(TRAFFIC.replace("version: 2", "index_by: [visitor.id, site]"));

    assertThat(indexed.createStatement("k"))
        .contains(
            "PRIMARY KEY ((\"visitor_id\", \"site\", \"bucket\", \"shard\"), \"interval_start\",");
  }

  @ParameterizedTest
  @CsvSource({
    "6 h, HOURS, 1",
    "3 d, HOURS, 2",
    "29 d, HOURS, 23",
    "30 d, DAYS, 1",
    "90 d, DAYS, 3",
    "3650 d, DAYS, 121"
  })
  void retention_bringsCompactionByTimeWindow(String retention, String unit, int size) {
    assertThat(retained(retention).createStatement("k"))
        .endsWith(
            "AND compaction = {'class': 'TimeWindowCompactionStrategy', 'compaction_window_unit':"
                + " '"
                + unit
                + "', 'compaction_window_size': "
                + size
                + "}");
  }

  @Test
  void sameTable_needsNothing() {
    assertThat(table.addedColumns("k", existing(table))).isEmpty();
  }

  @Test
  void newAnalyses_becomeColumns() {
    DatasetTable grown =
        table(
            TRAFFIC.replace(
                "  interval:",
                "    most: {analysis_type: maximum, target_property: seconds}\n  interval:"));

    assertThat(grown.addedColumns("k", existing(table)))
        .containsExactly("ALTER TABLE \"k\".\"site_traffic_hourly\" ADD \"most\" decimal");
    assertThat(table.addedColumns("k", existing(grown))).isEmpty();
  }

  @Test
  void tableThatDiffers_isRefusedWithTheStatementToRun() {
    assertRefused(
        TRAFFIC.replace("[geo.country, code, ok]", "[code, geo.country, ok]"),
        "clustering key is [interval_start, geo_country, code, ok] and has to be [interval_start,"
            + " code, geo_country, ok]");
    assertRefused(
        TRAFFIC.replace("version: 2", "index_by: site\nshards: 16"),
        "partition key is [bucket, shard] and has to be [site, bucket, shard]");
    assertRefused(
        TRAFFIC.replace("code: bigint", "code: decimal"),
        "column code is bigint and has to be decimal");
    assertRefused(
        TRAFFIC.replace(
            "views: {analysis_type: count}",
            "views: {analysis_type: sum," + " target_property: n}"),
        "column views is bigint and has to be decimal");
    assertRefused(
        TRAFFIC.replace("version: 2", "shards: 32"),
        "its rows are spread over shards: 16 and the definition says 32");
  }

  @Test
  void tableWithACommentOfItsOwner_isTaken() {
    ExistingTable made = existing(table);
    assertThat(
            table.addedColumns(
                "k",
                new ExistingTable(
                    made.columns(), made.partitionKey(), made.clustering(), "do not drop")))
        .isEmpty();
  }

  @Test
  void row_isInTheOrderOfTheColumns() {
    CellKey key = key("2026-11-22T13:00:00Z", "PL", 42L, true);
    Cell cell = new Cell(1);
    cell.add(List.of(new BigDecimal("1.5")));
    cell.add(List.of(new BigDecimal("2")));

    assertThat(table.values(key, cell))
        .containsExactly(
            LocalDate.of(2026, 11, 1),
            key.shard(16),
            Instant.parse("2026-11-22T13:00:00Z"),
            "PL",
            42L,
            true,
            2L,
            new BigDecimal("1.75"),
            2L);
    assertThat(table.columns())
        .extracting(TableColumn::name)
        .containsExactly(
            "bucket",
            "shard",
            "interval_start",
            "geo_country",
            "code",
            "ok",
            "views",
            "mean_time",
            "events");
  }

  @Test
  void writeTimestamp_risesWithVersionFirstThenEvents() {
    CellKey key = key("2026-11-22T13:00:00Z", "PL", 42L, true);
    Cell cell = new Cell(1);
    long nothingYet = 1_795_352_400_000_000L + 2 * 1_000_000_000_000L;

    assertThat(table.writeTimestampMicros(key, cell)).isEqualTo(nothingYet);
    cell.add(List.of(BigDecimal.ONE));
    assertThat(table.writeTimestampMicros(key, cell)).isEqualTo(nothingYet + 1);
    assertThat(
            table(TRAFFIC.replace("version: 2", "version: 1000000"))
                .writeTimestampMicros(key("9999-12-31T23:00:00Z", "PL", 42L, true), cell))
        .isEqualTo(253_402_297_200_000_000L + 1_000_000_000_000_000_000L + 1);
  }

  @Test
  void ttl_countsFromTheEndOfTheInterval() {
    CellKey key = key("2026-11-22T13:00:00Z", "PL", 42L, true);
    DatasetTable kept = retained("2 h");

    assertThat(table.ttlSeconds(key, Instant.parse("2126-01-01T00:00:00Z")))
        .isEqualTo(DatasetTable.NO_TTL);
    assertThat(kept.intervalEnd(key)).isEqualTo("2026-11-22T14:00:00Z");
    assertThat(kept.ttlSeconds(key, Instant.parse("2026-11-22T13:30:00Z"))).isEqualTo(9_000);
    assertThat(kept.ttlSeconds(key, Instant.parse("2026-11-22T15:59:59.999Z"))).isEqualTo(1);
    assertThat(kept.ttlSeconds(key, Instant.parse("2026-11-22T16:00:00Z")))
        .isEqualTo(DatasetTable.EXPIRED);
    assertThat(retained("7300 d").ttlSeconds(key, Instant.EPOCH))
        .isEqualTo((int) Duration.ofDays(7_300).toSeconds());
  }

  private void assertRefused(String yaml, String difference) {
    assertThatThrownBy(() -> table(yaml).addedColumns("k", existing(table)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "table k.site_traffic_hourly of dataset 'site-traffic': "
                + difference
                + "; give the dataset another name, or lose the rows and run: DROP TABLE"
                + " \"k\".\"site_traffic_hourly\"");
  }

  private static ExistingTable existing(DatasetTable table) {
    Map<String, String> types = new LinkedHashMap<>();
    table.columns().forEach(column -> types.put(column.name(), column.type().cql()));
    String comment = "Who's there? (shards: " + table.definition().shards() + ")";
    return new ExistingTable(
        types, names(table.partitionKey()), names(table.clustering()), comment);
  }

  private static List<String> names(List<TableColumn> columns) {
    return columns.stream().map(TableColumn::name).collect(Collectors.toList());
  }

  private static DatasetTable retained(String retention) {
    return table(TRAFFIC.replace("version: 2", "retention: " + retention));
  }

  private static DatasetTable table(String yaml) {
    return new DatasetTable(DatasetFiles.definition(yaml), Grain.HOURLY);
  }

  private static CellKey key(String start, Object... groups) {
    return new CellKey(
        "site-traffic",
        Grain.HOURLY,
        Instant.parse(start).toEpochMilli(),
        List.of(),
        List.of(groups));
  }
}
