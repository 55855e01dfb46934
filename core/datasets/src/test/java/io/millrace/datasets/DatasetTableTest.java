package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
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

  private static final String SKETCHES =
      """
      dataset_name: s
      query:
        event_collection: c
        analysis_type: multi_analysis
        analyses:
          users: {analysis_type: count_unique, target_property: u}
          users_only: {analysis_type: count_unique, target_property: u, sketch: false}
          mid: {analysis_type: median, target_property: n}
          p90: {analysis_type: percentile, target_property: n, percentile: 90, sketch: false}
          spread: {analysis_type: standard_deviation, target_property: n}
          names: {analysis_type: select_unique, target_property: u, limit: 2}
          best: {analysis_type: top_k, target_property: u, k: 2}
        interval: hourly
      """;

  @Test
  void columnsOfSketches_haveTypesOfTheKeyspace() {
    DatasetTable sketches = table(SKETCHES);

    assertThat(sketches.createStatement("k"))
        .contains(
            """
              "users" frozen<distinct_count>,
              "users_only" frozen<distinct_count>,
              "mid" frozen<quantile_estimate>,
              "p90" frozen<quantile_estimate>,
              "spread" decimal,
              "names" frozen<unique_values>,
              "best" frozen<top_values>,
              "events" bigint,
            """);
    assertThat(sketches.userTypes())
        .containsExactly(
            UserType.DISTINCT_COUNT,
            UserType.QUANTILE_ESTIMATE,
            UserType.UNIQUE_VALUES,
            UserType.TOP_VALUE,
            UserType.TOP_VALUES);
    assertThat(sketches.addedColumns("k", existing(sketches))).isEmpty();
    assertThat(table.userTypes()).isEmpty();
    assertThat(UserType.TOP_VALUES.createStatement("k"))
        .isEqualTo(
            """
            CREATE TYPE IF NOT EXISTS "k"."top_values" (
              "items" frozen<list<frozen<top_value>>>,
              "max_error" bigint
            )""");
  }

  @Test
  void typeWithOtherFields_isRefused() {
    Map<String, String> fields = new LinkedHashMap<>(Map.of("item", "text"));
    fields.put("frequency", "bigint");
    UserType.TOP_VALUE.requireSame("k", fields);
    assertThatThrownBy(() -> UserType.TOP_VALUE.requireSame("k", Map.of("item", "text")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "type k.top_value has the fields {item=text} and has to have {item=text,"
                + " frequency=bigint}; write another cassandra.keyspace, or drop what uses it and"
                + " run: DROP TYPE \"k\".\"top_value\"");
  }

  @Test
  void resultsOfSketches_areListsOfFields() {
    DatasetTable sketches = table(SKETCHES);
    Cell cell = new Cell(sketches.definition().partials());
    // Distinct, quantiles, numbers, squares, unique, top: as the analyses need them.
    for (String user : List.of("c", "a", "b", "a")) {
      BigDecimal number = new BigDecimal(user.equals("a") ? 1 : 4);
      cell.add(Properties.of(user, number, number, number, user, user));
    }
    List<Object> row = sketches.values(key("2026-11-22T13:00:00Z"), cell);
    List<Object> values = row.subList(3, row.size());

    assertSketch(values.get(0), 3.0);
    assertThat(values.get(1)).isEqualTo(Arrays.asList(3.0, 3.0, 3.0, null));
    assertSketch(values.get(2), 1.0);
    assertThat(values.get(3)).isEqualTo(Arrays.asList(4.0, 4.0, 4.0, null));
    assertThat(values.get(4)).isEqualTo(new BigDecimal("1.5"));
    assertThat(values.get(5)).isEqualTo(List.of(List.of("a", "b"), false));
    assertThat(values.get(6)).isEqualTo(List.of(List.of(List.of("a", 2L), List.of("b", 1L)), 0L));
    assertThat(values.get(7)).isEqualTo(4L);
  }

  @Test
  void resultsOfNoValues_areZeroEmptyOrUnset() {
    DatasetTable sketches = table(SKETCHES);
    Cell cell = new Cell(sketches.definition().partials());
    cell.add(Properties.of(null, null, null, null, null, null));
    List<Object> row = sketches.values(key("2026-11-22T13:00:00Z"), cell);
    List<Object> values = row.subList(4, row.size());

    assertThat(values)
        .containsExactly(
            Arrays.asList(0.0, 0.0, 0.0, null),
            null,
            null,
            null,
            List.of(List.of(), true),
            List.of(List.of(), 0L),
            1L);
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
  void tableOfOtherIntervals_isRefused() {
    String weekly = TRAFFIC.replace("interval: hourly", "interval: weekly");
    String inWarsaw = weekly.replace("  interval:", "  timezone: Europe/Warsaw\n  interval:");
    String fromMonday = inWarsaw.replace("version: 2", "week_start: monday");

    assertThat(weekly(weekly).createStatement("k"))
        .contains("comment = 'Who''s there? (shards: 16, week_start: sunday)'");
    assertThat(weekly(fromMonday).createStatement("k"))
        .contains(
            "comment = 'Who''s there? (shards: 16, timezone: Europe/Warsaw, week_start: monday)'");
    assertThat(weekly(fromMonday).addedColumns("k", existing(weekly(fromMonday)))).isEmpty();
    assertThatThrownBy(() -> weekly(weekly).addedColumns("k", existing(weekly(inWarsaw))))
        .hasMessageContaining(
            ": its intervals are of timezone: Europe/Warsaw and the definition says UTC; give");
    assertThatThrownBy(() -> weekly(inWarsaw).addedColumns("k", existing(weekly(weekly))))
        .hasMessageContaining(
            ": its intervals are of timezone: UTC and the definition says Europe/Warsaw; give");
    assertThatThrownBy(() -> weekly(inWarsaw).addedColumns("k", existing(weekly(fromMonday))))
        .hasMessageContaining(
            ": its weeks have week_start: monday and the definition says sunday; give");
  }

  @Test
  void bucketAndEnd_areThoseOfTheZone() {
    DatasetTable weekly =
        weekly(
            TRAFFIC
                .replace("version: 2", "week_start: monday\nretention: 1 d")
                .replace("interval: hourly", "interval: weekly\n  timezone: Europe/Warsaw"));
    CellKey key =
        new CellKey(
            "site-traffic",
            "weekly",
            Instant.parse("2026-03-22T23:00:00Z").toEpochMilli(),
            List.of(),
            List.of("PL", 42L, true));

    assertThat(weekly.name()).isEqualTo("site_traffic_weekly");
    assertThat(weekly.values(key, new Cell(weekly.definition().partials())).subList(0, 3))
        .containsExactly(
            LocalDate.of(2020, 1, 1), key.shard(16), Instant.parse("2026-03-22T23:00:00Z"));
    assertThat(weekly.intervalEnd(key)).isEqualTo("2026-03-29T22:00:00Z");
    assertThat(
            weekly.ttlSeconds(
                key.startMillis(), Instant.parse("2026-03-29T22:00:00Z").toEpochMilli()))
        .isEqualTo(86_400);
  }

  private static DatasetTable weekly(String yaml) {
    DatasetDefinition definition = DatasetFiles.definition(yaml);
    return new DatasetTable(definition, definition.grain("weekly").orElseThrow());
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
    Cell cell = new Cell(table.definition().partials());
    cell.add(Properties.of(new BigDecimal("1.5")));
    cell.add(Properties.of(new BigDecimal("2")));

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
    Cell cell = new Cell(table.definition().partials());
    long nothingYet = 1_795_352_400_000_000L + 2 * 1_000_000_000_000L;

    assertThat(table.writeTimestampMicros(key, cell)).isEqualTo(nothingYet);
    cell.add(Properties.of(BigDecimal.ONE));
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

    assertThat(
            table.ttlSeconds(
                key.startMillis(), Instant.parse("2126-01-01T00:00:00Z").toEpochMilli()))
        .isEqualTo(DatasetTable.NO_TTL);
    assertThat(kept.intervalEnd(key)).isEqualTo("2026-11-22T14:00:00Z");
    assertThat(
            kept.ttlSeconds(
                key.startMillis(), Instant.parse("2026-11-22T13:30:00Z").toEpochMilli()))
        .isEqualTo(9_000);
    assertThat(
            kept.ttlSeconds(
                key.startMillis(), Instant.parse("2026-11-22T15:59:59.999Z").toEpochMilli()))
        .isEqualTo(1);
    assertThat(
            kept.ttlSeconds(
                key.startMillis(), Instant.parse("2026-11-22T16:00:00Z").toEpochMilli()))
        .isEqualTo(DatasetTable.EXPIRED);
    assertThat(retained("7300 d").ttlSeconds(key.startMillis(), Instant.EPOCH.toEpochMilli()))
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
    String statement = table.createStatement("k");
    String comment =
        statement
            .substring(statement.indexOf("comment = '") + 11, statement.indexOf("'\n  AND"))
            .replace("''", "'");
    return new ExistingTable(
        types, names(table.partitionKey()), names(table.clustering()), comment);
  }

  private static List<String> names(List<TableColumn> columns) {
    return columns.stream().map(TableColumn::name).collect(Collectors.toList());
  }

  private static DatasetTable retained(String retention) {
    return table(TRAFFIC.replace("version: 2", "retention: " + retention));
  }

  private static void assertSketch(Object fields, double estimate) {
    List<?> list = (List<?>) fields;
    assertThat(list.subList(0, 3)).isEqualTo(List.of(estimate, estimate, estimate));
    assertThat(list.get(3)).isInstanceOf(ByteBuffer.class);
  }

  private static DatasetTable table(String yaml) {
    return new DatasetTable(DatasetFiles.definition(yaml), Grain.ofUtc("hourly"));
  }

  private static CellKey key(String start, Object... groups) {
    return new CellKey(
        "site-traffic", "hourly", Instant.parse(start).toEpochMilli(), List.of(), List.of(groups));
  }
}
