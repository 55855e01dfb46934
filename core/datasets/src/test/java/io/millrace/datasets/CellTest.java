package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // numbers; sum; least; greatest; average
        "0.1 0.2; 0.3; 0.1; 0.2; 0.15",
        "1e18 0.01; 1000000000000000000.01; 0.01; 1000000000000000000; 500000000000000000.005",
        "-5 2.50 -0.5; -3; -5; 2.5; -1",
        "9223372036854775807 9223372036854775807; 18446744073709551614; 9223372036854775807;"
            + " 9223372036854775807; 9223372036854775807",
        "-9223372036854775808 -1; -9223372036854775809; -9223372036854775808; -1;"
            + " -4611686018427387904.5",
        "9223372036854775807 1 -1; 9223372036854775807; -1; 9223372036854775807;"
            + " 3074457345618258602.333333333333333",
        "1 0 0; 1; 0; 1; 0.3333333333333333333333333333333333",
        "2 0 0; 2; 0; 2; 0.6666666666666666666666666666666667",
        "1e-30 1e18; 1000000000000000000.000000000000000000000000000001;"
            + " 0.000000000000000000000000000001; 1000000000000000000; 500000000000000000",
        "10 1e1 10.0; 30; 10; 10; 10",
        "0.0 -0.00; 0; 0; 0; 0"
      })
  void numbers_areExact(
      String written, BigDecimal sum, BigDecimal least, BigDecimal greatest, BigDecimal average) {
    Cell cell = cell(written);

    for (Cell same : List.of(cell, Cell.fromBytes(cell.toBytes()))) {
      assertThat(same.numbers(0).sum()).isEqualTo(sum);
      assertThat(same.numbers(0).minimum()).isEqualTo(least);
      assertThat(same.numbers(0).maximum()).isEqualTo(greatest);
      assertThat(same.numbers(0).average()).isEqualTo(average);
    }
  }

  @Test
  void eventsWithoutNumber_countAsEventsOnly() {
    Cell cell = new Cell(1);
    cell.add(Collections.singletonList(null));
    cell.add(Collections.singletonList(null));

    assertThat(cell.events()).isEqualTo(2);
    assertThat(cell.numbers(0).count()).isZero();
    assertThat(cell.numbers(0).sum()).isEqualTo(BigDecimal.ZERO);
    assertThat(cell.numbers(0).minimum()).isNull();
    assertThat(cell.numbers(0).maximum()).isNull();
    assertThat(cell.numbers(0).average()).isNull();
  }

  /** Written out apart from this code, in Python, from the layout in its description. */
  @Test
  void bytes_ofFormat1_areKept() {
    Cell twoTargets = new Cell(2);
    twoTargets.add(Arrays.asList(new BigDecimal("19.99"), null));
    twoTargets.add(Arrays.asList(new BigDecimal("0.010"), null));
    twoTargets.add(Arrays.asList(null, null));
    assertBytes(twoTargets, "01 03 02  01 02 0028 0402 049e1f  01 00");

    Cell spilled = new Cell(1);
    for (int i = 0; i < 200; i++) {
      spilled.add(List.of(new BigDecimal(Long.MAX_VALUE)));
    }
    assertBytes(
        spilled,
        "01c8010101c801 010963ffffffffffffff38 00feffffffffffffffff01 00feffffffffffffffff01");

    assertBytes(cell("-1.5"), "0101010101 021d 021d 021d");
    assertBytes(new Cell(0), "010000");
  }

  @Test
  void equalContents_haveEqualBytesHoweverTheyCame() {
    Cell spilledAndBack = cell("9223372036854775807 9223372036854775807 -9223372036854775807 1.0");
    Cell other = cell("1 9223372036854775807 -9223372036854775807 9223372036854775807");

    assertThat(spilledAndBack.toBytes()).isEqualTo(other.toBytes());
    assertThat(spilledAndBack).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(spilledAndBack).isNotEqualTo(cell("1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "01",
        "02 00 00",
        "01 00 01",
        "01 00 01 02 00",
        "01 00 00 00",
        "01 01 01 01 01 02 1d",
        "01 01 01 01 01 01 7f 00",
        "01 ff ff ff ff ff ff ff ff ff ff ff 00",
        "01 00 ff ff ff ff ff 7f"
      })
  void otherBytes_areRefused(String hex) {
    assertThatThrownBy(() -> Cell.fromBytes(bytes(hex)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cellsOfDifferentShape_areNotMerged() {
    assertThatThrownBy(() -> new Cell(1).merge(new Cell(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("changed without a new version");
  }

  @Test
  void mergesInAnyOrderAndSplit_equalPlainArithmetic() {
    long seed = System.nanoTime();
    System.out.println("printed seed of CellTest: " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      int events = 1 + random.nextInt(40);
      List<BigDecimal> numbers = new ArrayList<>();
      List<Cell> parts = new ArrayList<>();
      for (int i = 0; i < events; i++) {
        BigDecimal number = random.nextInt(8) == 0 ? null : number(random);
        Cell part = new Cell(1);
        part.add(Collections.singletonList(number));
        parts.add(part);
        if (number != null) {
          numbers.add(number);
        }
      }
      while (parts.size() > 1) {
        Cell left = parts.remove(random.nextInt(parts.size()));
        Cell right = parts.remove(random.nextInt(parts.size()));
        Cell into = random.nextBoolean() ? left : Cell.fromBytes(left.toBytes());
        into.merge(right);
        parts.add(into);
      }
      assertPlainArithmetic(parts.get(0), events, numbers, "seed " + seed + ", round " + round);
    }
  }

  private static void assertPlainArithmetic(
      Cell cell, int events, List<BigDecimal> numbers, String where) {
    BigDecimal sum = BigDecimal.ZERO;
    for (BigDecimal number : numbers) {
      sum = sum.add(number);
    }
    assertThat(cell.events()).as(where).isEqualTo(events);
    assertThat(cell.numbers(0).count()).as(where).isEqualTo(numbers.size());
    assertThat(cell.numbers(0).sum()).as(where).isEqualByComparingTo(sum);
    if (!numbers.isEmpty()) {
      assertThat(cell.numbers(0).minimum())
          .as(where)
          .isEqualByComparingTo(Collections.min(numbers));
      assertThat(cell.numbers(0).maximum())
          .as(where)
          .isEqualByComparingTo(Collections.max(numbers));
      assertThat(cell.numbers(0).average())
          .as(where)
          .isEqualByComparingTo(sum.divide(new BigDecimal(numbers.size()), MathContext.DECIMAL128));
    }
    assertThat(Cell.fromBytes(cell.toBytes())).as(where).isEqualTo(cell);
  }

  /** Prices, numbers around the ends of a long, and numbers of up to 100 digits. */
  private static BigDecimal number(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> BigDecimal.valueOf(random.nextInt(100_000) - 20_000, 2);
      case 1 -> new BigDecimal(Long.MAX_VALUE - random.nextInt(3));
      case 2 -> new BigDecimal(Long.MIN_VALUE + random.nextInt(3)).movePointLeft(random.nextInt(3));
      default ->
          new BigDecimal(new BigInteger(random.nextInt(330), random), random.nextInt(201) - 100);
    };
  }

  private static Cell cell(String numbers) {
    Cell cell = new Cell(1);
    for (String number : numbers.trim().split(" ")) {
      cell.add(List.of(new BigDecimal(number)));
    }
    return cell;
  }

  private static void assertBytes(Cell cell, String hex) {
    assertThat(cell.toBytes()).isEqualTo(bytes(hex));
    assertThat(Cell.fromBytes(bytes(hex))).isEqualTo(cell);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
