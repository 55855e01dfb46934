package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import io.millrace.config.ConfigFile;
import io.millrace.datasets.Filter.Operator;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

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
                List.of(new Filter("price", Operator.GTE, new BigDecimal("100"))),
                List.of(Grain.DAILY),
                List.of(new KeyColumn("product.id", ColumnType.TEXT)),
                List.of(new KeyColumn("ip_geo_info.country", ColumnType.TEXT)),
                List.of(
                    new Analysis("spent", AnalysisType.SUM, "price"),
                    new Analysis("total", AnalysisType.COUNT, null)),
                1,
                null,
                Duration.ofDays(1)));
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
                    new Filter("a", Operator.EQ, "x"),
                    new Filter("b", Operator.NE, true),
                    new Filter("c", Operator.LT, "2026"),
                    new Filter("d", Operator.LTE, new BigDecimal("1.50")),
                    new Filter("e", Operator.GT, new BigDecimal("-1")),
                    new Filter("f", Operator.GTE, new BigDecimal("0")),
                    new Filter("g", Operator.EXISTS, false),
                    new Filter("h", Operator.IN, List.of(new BigDecimal("1"), "two", true)),
                    new Filter("i", Operator.CONTAINS, "part"),
                    new Filter("j", Operator.NOT_CONTAINS, new BigDecimal("7"))),
                List.of(Grain.MINUTELY, Grain.HOURLY, Grain.DAILY),
                List.of(
                    new KeyColumn("site.id", ColumnType.BIGINT),
                    new KeyColumn("device", ColumnType.DECIMAL)),
                List.of(
                    new KeyColumn("ok", ColumnType.BOOLEAN),
                    new KeyColumn("unit", ColumnType.TEXT)),
                List.of(new Analysis("average", AnalysisType.AVERAGE, "value")),
                4,
                Duration.ofDays(90),
                Duration.ofHours(2)));
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
                List.of(Grain.HOURLY),
                List.of(),
                List.of(),
                List.of(new Analysis("count", AnalysisType.COUNT, null)),
                1,
                null,
                Duration.ofDays(1)));
  }

  @Test
  void shards_are16OnlyWithGroupsAndWithoutIndex() {
    assertThat(definition("group_by: a", "").shards()).isEqualTo(16);
    assertThat(definition("group_by: a", "index_by: b").shards()).isEqualTo(1);
    assertThat(definition("group_by: []", "").shards()).isEqualTo(1);
    assertThat(definition("group_by: a", "shards: 5").shards()).isEqualTo(5);
  }

  /** 100,000 rows by 1,440 minutes, 744 hours or 366 days, times half of 16 shards. */
  @Test
  void groupCapacity_isOfRowsIntervalsAndShards() {
    DatasetDefinition sharded = definition("group_by: a", "");
    assertThat(sharded.groupCapacity(Grain.MINUTELY)).isEqualTo(69 * 8);
    assertThat(sharded.groupCapacity(Grain.HOURLY)).isEqualTo(134 * 8);
    assertThat(sharded.groupCapacity(Grain.DAILY)).isEqualTo(273 * 8);

    DatasetDefinition indexed = definition("group_by: a", "index_by: b");
    assertThat(indexed.groupCapacity(Grain.MINUTELY)).isEqualTo(69);
  }

  @ParameterizedTest
  @EnumSource
  void groupsUpToTheCapacity_keepEveryPartitionBelowItsLimit(Grain grain) {
    DatasetDefinition definition = definition("group_by: a", "");
    int[] rows = new int[definition.shards()];
    for (int i = 0; i < definition.groupCapacity(grain); i++) {
      CellKey key = new CellKey("n", grain, 0, List.of(), List.of("group-" + i));
      rows[key.shard(definition.shards())] += grain.intervalsPerBucket();
    }

    assertThat(Arrays.stream(rows).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(1, 99_999));
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
