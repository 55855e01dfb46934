package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import io.millrace.config.ConfigFile;
import io.millrace.datasets.PropertyFilter.Operator;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetDefinitionTest {

  @Test
  void keensOwnFile_loadsAsItIs() throws Exception {
    assertThat(right("keen.json"))
        .isEqualTo(
            new DatasetDefinition(
                "purchases-over-100",
                "Daily purchases over $100 by country",
                1,
                "purchases",
                List.of(new PropertyFilter("price", Operator.GTE, new BigDecimal("100"))),
                List.of(Grain.ofUtc("daily")),
                List.of(new KeyColumn("product.id", ColumnType.TEXT)),
                List.of(new KeyColumn("ip_geo_info.country", ColumnType.TEXT)),
                List.of(
                    new Analysis("spent", AnalysisType.SUM, "price"),
                    new Analysis("total", AnalysisType.COUNT, null)),
                1,
                null,
                Duration.ofDays(1),
                false));
  }

  @Test
  void everyKey_isRead() throws Exception {
    assertThat(right("everything.yaml"))
        .isEqualTo(
            new DatasetDefinition(
                "Sensor readings",
                "Sensor readings",
                3,
                "readings",
                List.of(
                    new PropertyFilter("a", Operator.EQ, "x"),
                    new PropertyFilter("b", Operator.NE, true),
                    new PropertyFilter("c", Operator.LT, "2026"),
                    new PropertyFilter("d", Operator.LTE, new BigDecimal("1.50")),
                    new PropertyFilter("e", Operator.GT, new BigDecimal("-1")),
                    new PropertyFilter("f", Operator.GTE, new BigDecimal("0")),
                    new PropertyFilter("g", Operator.EXISTS, false),
                    new PropertyFilter("h", Operator.IN, List.of(new BigDecimal("1"), "two", true)),
                    new PropertyFilter("i", Operator.CONTAINS, "part"),
                    new PropertyFilter("j", Operator.NOT_CONTAINS, new BigDecimal("7"))),
                List.of(Grain.ofUtc("minutely"), Grain.ofUtc("hourly"), Grain.ofUtc("daily")),
                List.of(
                    new KeyColumn("site.id", ColumnType.BIGINT),
                    new KeyColumn("device", ColumnType.DECIMAL)),
                List.of(
                    new KeyColumn("ok", ColumnType.BOOLEAN),
                    new KeyColumn("unit", ColumnType.TEXT)),
                List.of(new Analysis("average", AnalysisType.AVERAGE, "value")),
                4,
                Duration.ofDays(90),
                Duration.ofHours(2),
                true));
  }

  @Test
  void everyKindOfFilter_isRead() throws Exception {
    assertThat(right("filters.yaml").filters())
        .containsExactly(
            new PropertyFilter(
                "keen.location.coordinates",
                Operator.WITHIN,
                new Circle(-122.42005, 37.77479, 16.09344)),
            new PropertyFilter("at", Operator.WITHIN, new Circle(180, -90, 0.5)),
            new PropertyFilter("url.path", Operator.REGEX, "^/articles/\\d+$"),
            new AnyOf(
                List.of(
                    new PropertyFilter("country", Operator.EQ, "PL"),
                    new AnyOf(
                        List.of(
                            new PropertyFilter("price", Operator.GT, new BigDecimal("100")),
                            new PropertyFilter("vip", Operator.EXISTS, true))))));
  }

  @Test
  void or_mayLieInSevenOthers() throws Exception {
    Filter filter = right("or_deepest.yaml").filters().get(0);
    int depth = 0;
    while (filter instanceof AnyOf or) {
      filter = or.operands().get(1);
      depth++;
    }

    assertThat(depth).isEqualTo(8);
  }

  @Test
  void leastDefinition_takesTheDefaults() throws Exception {
    assertThat(right("least.yaml"))
        .isEqualTo(
            new DatasetDefinition(
                "n",
                "n",
                1,
                "c",
                List.of(),
                List.of(Grain.ofUtc("hourly")),
                List.of(),
                List.of(),
                List.of(new Analysis("count", AnalysisType.COUNT, null)),
                1,
                null,
                Duration.ofDays(1),
                false));
  }

  @Test
  void everyAnalysis_isReadAndSharesWhatACellKeeps() throws Exception {
    DatasetDefinition definition = right("analyses.yaml");

    assertThat(definition.analyses())
        .containsExactly(
            new Analysis("events_seen", AnalysisType.COUNT, null),
            new Analysis("buyers", AnalysisType.COUNT_UNIQUE, "buyer", 0, false),
            new Analysis("revenue", AnalysisType.SUM, "price"),
            new Analysis("mean", AnalysisType.AVERAGE, "price"),
            new Analysis("least", AnalysisType.MINIMUM, "price"),
            new Analysis("most", AnalysisType.MAXIMUM, "price"),
            new Analysis("middle", AnalysisType.MEDIAN, "price", 5_000, true),
            new Analysis("p99", AnalysisType.PERCENTILE, "price", 9_995, true),
            new Analysis("spread", AnalysisType.STANDARD_DEVIATION, "price"),
            new Analysis("shops", AnalysisType.SELECT_UNIQUE, "shop", 7, true),
            new Analysis("countries", AnalysisType.SELECT_UNIQUE, "country", 100, true),
            new Analysis("best", AnalysisType.TOP_K, "shop", 50, true),
            new Analysis("good", AnalysisType.TOP_K, "shop", 10, true));
    assertThat(definition.partials())
        .containsExactly(
            new PartialSpec(PartialKind.DISTINCT, "buyer"),
            new PartialSpec(PartialKind.NUMBERS, "price"),
            new PartialSpec(PartialKind.QUANTILES, "price"),
            new PartialSpec(PartialKind.SQUARES, "price"),
            new PartialSpec(PartialKind.UNIQUE, "shop", 7),
            new PartialSpec(PartialKind.UNIQUE, "country", 100),
            new PartialSpec(PartialKind.TOP, "shop", 512),
            new PartialSpec(PartialKind.TOP, "shop", 256));
  }

  @Test
  void shards_are16OnlyWithGroupsAndWithoutIndex() {
    assertThat(definition("group_by: a", "").shards()).isEqualTo(16);
    assertThat(definition("group_by: a", "index_by: b").shards()).isEqualTo(1);
    assertThat(definition("group_by: []", "").shards()).isEqualTo(1);
    assertThat(definition("group_by: a", "shards: 5").shards()).isEqualTo(5);
  }

  /** Below 100,000 rows by 1,440 minutes, 744 hours … 10 years, times half of 16 shards. */
  @Test
  void groupCapacity_isOfRowsIntervalsAndShards() {
    DatasetDefinition sharded = definition("group_by: a", "");
    assertThat(sharded.groupCapacity(Grain.ofUtc("minutely"))).isEqualTo(69 * 8);
    assertThat(sharded.groupCapacity(Grain.ofUtc("hourly"))).isEqualTo(134 * 8);
    assertThat(sharded.groupCapacity(Grain.ofUtc("daily"))).isEqualTo(273 * 8);
    assertThat(sharded.groupCapacity(Grain.ofUtc("weekly"))).isEqualTo(191 * 8);
    assertThat(sharded.groupCapacity(Grain.ofUtc("monthly"))).isEqualTo(833 * 8);
    assertThat(sharded.groupCapacity(Grain.ofUtc("yearly"))).isEqualTo(9_999 * 8);

    DatasetDefinition indexed = definition("group_by: a", "index_by: b");
    assertThat(indexed.groupCapacity(Grain.ofUtc("minutely"))).isEqualTo(69);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "minutely",
        "every_5_minutes",
        "hourly",
        "daily",
        "weekly",
        "monthly",
        "yearly",
        "every_100_years"
      })
  void groupsUpToTheCapacity_keepEveryPartitionBelowItsLimit(String word) {
    Grain grain = Grain.ofUtc(word);
    DatasetDefinition definition = definition("group_by: a", "");
    int[] rows = new int[definition.shards()];
    for (int i = 0; i < definition.groupCapacity(grain); i++) {
      CellKey key = new CellKey("n", word, 0, List.of(), List.of("group-" + i));
      rows[key.shard(definition.shards())] += grain.intervalsPerBucket();
    }

    assertThat(Arrays.stream(rows).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(1, 99_999));
  }

  /** An offset in seconds is Keen's other way to say a zone. */
  @ParameterizedTest
  @CsvSource({
    "timezone: Europe/Warsaw, Europe/Warsaw",
    "timezone: UTC, UTC",
    "timezone: Etc/UTC, UTC",
    "timezone: GMT+2, +02:00",
    "timezone: \"+05:45\", +05:45",
    "timezone: -05:30, -05:30",
    "timezone: -28800, -08:00",
    "timezone: 0, UTC",
    "timezone: , UTC"
  })
  void timezone_isANameOrAnOffset(String line, ZoneId zone) {
    assertThat(definition(line, "").grains())
        .containsExactly(Grain.of("daily", zone, DayOfWeek.SUNDAY));
  }

  @Test
  void intervals_areOfOneZoneAndWeek() {
    DatasetDefinition definition =
        DatasetFiles.definition(
            """
            dataset_name: n
            week_start: monday
            query:
              event_collection: c
              analysis_type: count
              timezone: Europe/Warsaw
              intervals: [yearly, every_2_weeks, every_1_weeks, every_5_minutes, monthly]
            """);

    assertThat(definition.grains())
        .containsExactly(
            inWarsaw("every_5_minutes"),
            inWarsaw("weekly"),
            inWarsaw("every_2_weeks"),
            inWarsaw("monthly"),
            inWarsaw("yearly"));
    assertThat(definition.grain("weekly")).contains(inWarsaw("weekly"));
    assertThat(definition.grain("daily")).isEmpty();
  }

  private static Grain inWarsaw(String word) {
    return Grain.of(word, ZoneId.of("Europe/Warsaw"), DayOfWeek.MONDAY);
  }

  @ParameterizedTest
  @MethodSource("wrongFiles")
  void wrongFile_isRefusedWithTheMessageInItsFirstLine(Path file) throws Exception {
    String message = Files.readAllLines(file).get(0).substring("# ".length());

    assertThatThrownBy(() -> DatasetDefinition.of(ConfigFile.read(file)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(file + ": " + message);
  }

  static Stream<Path> wrongFiles() throws Exception {
    return Files.list(resource("wrong")).sorted();
  }

  private static DatasetDefinition definition(String inQuery, String outside) {
    String yaml =
        """
        dataset_name: n
        %s
        query:
          event_collection: c
          analysis_type: count
          interval: daily
          %s
        """
            .formatted(outside, inQuery);
    return DatasetFiles.definition(yaml);
  }

  private static DatasetDefinition right(String name) throws Exception {
    return DatasetDefinition.of(ConfigFile.read(resource("right").resolve(name)));
  }

  private static Path resource(String name) throws Exception {
    URI place = DatasetDefinitionTest.class.getResource(name).toURI();
    return Path.of(place);
  }
}
