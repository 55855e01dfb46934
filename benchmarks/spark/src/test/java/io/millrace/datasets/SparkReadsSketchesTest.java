package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Others read the sketches of our rows: Spark does, with the DataSketches that it brings. */
class SparkReadsSketchesTest {

  private static SparkSession spark;

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .getOrCreate();
  }

  @AfterAll
  static void endSpark() {
    spark.stop();
  }

  /** As coupons and as registers. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 100, 256, 257, 1_000, 50_000})
  void distinctCount_isEstimatedTheSame(int values) {
    DistinctValues.Estimate ours = distinct(0, values).estimate();

    assertThat(number("hll_sketch_estimate(" + literal(ours.sketch()) + ")"))
        .isEqualTo(Math.round(ours.estimate()));
  }

  @Test
  void distinctCounts_uniteToTheCountOfTheirUnion() {
    DistinctValues union = distinct(0, 3_000);
    union.merge(distinct(2_000, 5_000));

    assertThat(
            number(
                "hll_sketch_estimate(hll_union("
                    + literal(distinct(0, 3_000).estimate().sketch())
                    + ", "
                    + literal(distinct(2_000, 5_000).estimate().sketch())
                    + "))"))
        .isEqualTo(Math.round(union.estimate().estimate()));
  }

  /** Spark hashes a text as we do, or the union would count each value twice. */
  @ParameterizedTest
  @ValueSource(ints = {5, 200, 4_000})
  void distinctCount_unitesWithSparksOwnOfTheSameValues(int values) {
    String texts =
        IntStream.range(0, values)
            .mapToObj(i -> "('v" + i + "')")
            .collect(Collectors.joining(", ", "VALUES ", " AS t(v)"));

    assertThat(
            (double)
                number(
                    "(SELECT hll_sketch_estimate(hll_union(hll_sketch_agg(v), "
                        + literal(distinct(0, values).estimate().sketch())
                        + ")) FROM "
                        + texts
                        + ")"))
        .isCloseTo(distinct(0, values).estimate().estimate(), within(0.03 * values));
  }

  /** Spark has functions for these from 4.1 on; until then, the library that it brings. */
  @ParameterizedTest
  @ValueSource(ints = {1, 128, 129, 20_000})
  void quantile_isReadTheSame(int numbers) {
    Quantiles quantiles = new Quantiles();
    for (int i = 1; i <= numbers; i++) {
      quantiles.add(Property.of(new BigDecimal(i)));
    }
    Quantiles.Estimate ours = Objects.requireNonNull(quantiles.estimate(9_000));

    KllDoublesSketch read = KllDoublesSketch.heapify(Memory.wrap(ours.sketch()));

    assertThat(KllDoublesSketch.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .endsWith("datasketches-java-6.1.1.jar");
    assertThat(read.getN()).isEqualTo(numbers);
    assertThat(read.getQuantile(0.9, QuantileSearchCriteria.INCLUSIVE)).isEqualTo(ours.value());
  }

  private static DistinctValues distinct(int from, int to) {
    DistinctValues values = new DistinctValues();
    for (int i = from; i < to; i++) {
      values.add(Property.of("v" + i));
    }
    return values;
  }

  private static long number(String expression) {
    return spark.sql("SELECT " + expression).first().getLong(0);
  }

  private static String literal(byte[] bytes) {
    return "X'" + HexFormat.of().formatHex(bytes) + "'";
  }
}
