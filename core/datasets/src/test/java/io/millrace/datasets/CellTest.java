package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellTest {

  private static final PartialSpec NUMBERS = new PartialSpec(PartialKind.NUMBERS, "price");
  private static final PartialSpec SQUARES = new PartialSpec(PartialKind.SQUARES, "price");
  private static final PartialSpec DISTINCT = new PartialSpec(PartialKind.DISTINCT, "shop");
  private static final PartialSpec QUANTILES = new PartialSpec(PartialKind.QUANTILES, "price");
  private static final PartialSpec UNIQUE = new PartialSpec(PartialKind.UNIQUE, "shop", 3);
  private static final PartialSpec TOP = new PartialSpec(PartialKind.TOP, "shop", 256);

  /** All kinds, of the numbers first and then of the texts. */
  private static final List<PartialSpec> ALL =
      List.of(NUMBERS, SQUARES, QUANTILES, DISTINCT, UNIQUE, TOP);

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
      assertThat(numbers(same).sum()).isEqualTo(sum);
      assertThat(numbers(same).minimum()).isEqualTo(least);
      assertThat(numbers(same).maximum()).isEqualTo(greatest);
      assertThat(numbers(same).average()).isEqualTo(average);
    }
  }

  @Test
  void eventsWithoutNumber_countAsEventsOnly() {
    Cell cell = new Cell(List.of(NUMBERS, SQUARES, QUANTILES));
    cell.add(Properties.of(null, null, null));
    cell.add(Properties.of(true, "7", Missing.NULL));

    assertThat(cell.events()).isEqualTo(2);
    assertThat(numbers(cell).count()).isZero();
    assertThat(numbers(cell).sum()).isEqualTo(BigDecimal.ZERO);
    assertThat(numbers(cell).minimum()).isNull();
    assertThat(numbers(cell).maximum()).isNull();
    assertThat(numbers(cell).average()).isNull();
    for (int i = 0; i < cell.partials(); i++) {
      assertThat(cell.partial(i).isEmpty()).isTrue();
    }
  }

  @Test
  void everyValueButAbsentAndNull_isOneOfTheDistinctUniqueAndTop() {
    Cell cell = new Cell(List.of(DISTINCT, UNIQUE, TOP));
    List<Object> values =
        List.of("a", new BigDecimal("1.50"), true, new Structure("[1]", List.of()));
    for (Object value : values) {
      cell.add(Properties.of(value, value, value));
    }
    cell.add(Properties.of(null, Missing.NULL, null));

    assertThat(((DistinctValues) cell.partial(0)).estimate().estimate()).isEqualTo(4);
    assertThat(((LeastValues) cell.partial(1)).values()).containsExactly("1.5", "[1]", "a");
    assertThat(((TopValues) cell.partial(2)).top(10))
        .extracting(TopValues.Item::value)
        .containsExactly("1.5", "[1]", "a", "true");
  }

  /** Written out apart from this code, in Python, from the layout in its description. */
  @Test
  void bytes_ofFormat1_areKept() {
    Cell twoTargets = new Cell(List.of(NUMBERS, NUMBERS));
    twoTargets.add(Properties.of(new BigDecimal("19.99"), null));
    twoTargets.add(Properties.of(new BigDecimal("0.010"), null));
    twoTargets.add(Properties.of(null, null));
    assertBytes(twoTargets, "01 03 02  01 02 0028 0402 049e1f  01 00");

    Cell spilled = new Cell(List.of(NUMBERS));
    for (int i = 0; i < 200; i++) {
      spilled.add(Properties.of(new BigDecimal(Long.MAX_VALUE)));
    }
    assertBytes(
        spilled,
        "01c8010101c801 010963ffffffffffffff38 00feffffffffffffffff01 00feffffffffffffffff01");

    assertBytes(cell("-1.5"), "0101010101 021d 021d 021d");
    assertBytes(new Cell(List.of()), "010000");
  }

  /** Likewise; the hashes are those of MurmurHash3 (x64, 128 bits, seed 9001). */
  @Test
  void bytesOfEachKind_areKept() {
    assertBytes(one(SQUARES, "-1.5", "2"), "010201 02 01 04e209");
    assertBytes(one(SQUARES), "010001 02 00");
    assertBytes(one(QUANTILES, "2", "-1.5"), "010201 04 02 bff8000000000000 4000000000000000");
    assertBytes(one(QUANTILES), "010001 04 00");
    assertBytes(one(DISTINCT), "010001 03 00");
    assertBytes(
        one(DISTINCT, "a", "", "b", "a"),
        "010401 03 03 05cb8f136c80ff0a 06020f0aa43b822f 0a70a32266491bb9");
    assertBytes(one(UNIQUE, "b", "a", "d", "c"), "010401 05 03 03 0161 0162 0163 01 0164");
    assertBytes(one(UNIQUE, "é"), "010101 05 03 01 02c3a9 00");
    assertBytes(one(TOP, "b", "a", "b"), "010301 06 8002 00 02 0161 01 0162 02");
  }

  /** 300 values leave 554 bytes; their SHA-256 is from the same program. */
  @Test
  void bytesOfRegisters_areKept() throws Exception {
    Cell cell = new Cell(List.of(DISTINCT));
    for (int i = 0; i < 300; i++) {
      cell.add(Properties.of("v" + i));
    }

    assertThat(cell.toBytes()).hasSize(554);
    assertThat(MessageDigest.getInstance("SHA-256").digest(cell.toBytes()))
        .isEqualTo(bytes("2529e586d98c9da1ee7f1f35ca43c3a125e19f11c954771c5685dec1a0ae4c8e"));
    assertThat(Cell.fromBytes(cell.toBytes())).isEqualTo(cell);
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
        "01 00 01 07 00",
        "01 00 00 00",
        "01 01 01 01 01 02 1d",
        "01 01 01 01 01 01 7f 00",
        "01 01 01 01 01 01 00 00 00",
        "01 ff ff ff ff ff ff ff ff ff ff ff 00",
        "01 00 ff ff ff ff ff 7f",
        "01 01 01 02 01",
        "01 01 01 03 01 0000000000000001",
        "01 01 01 03 02 0400000000000001",
        "01 01 01 03 8202",
        "01 01 01 03 8102 01 c1ff10",
        "01 01 01 04 8201",
        "01 01 01 04 8101 01 00",
        "01 01 01 05 01 02 0161 0162 00",
        "01 01 01 06 01 00 02 0161 01 0162 01",
      })
  void otherBytes_areRefused(String hex) {
    assertThatThrownBy(() -> Cell.fromBytes(bytes(hex)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cellsOfDifferentShape_areNotMerged() {
    for (List<PartialSpec> other :
        List.of(
            List.<PartialSpec>of(), List.of(NUMBERS, NUMBERS), List.of(SQUARES), List.of(UNIQUE))) {
      assertThatThrownBy(() -> new Cell(List.of(NUMBERS)).merge(new Cell(other)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("changed without a new version");
    }
    assertThatThrownBy(
            () ->
                new Cell(List.of(UNIQUE))
                    .merge(new Cell(List.of(new PartialSpec(PartialKind.UNIQUE, "shop", 4)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("changed without a new version");
    assertThatThrownBy(
            () ->
                new Cell(List.of(TOP))
                    .merge(new Cell(List.of(new PartialSpec(PartialKind.TOP, "shop", 512)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("changed without a new version");
  }

  @Test
  void selectedPartials_areACellOfTheSameEvents() {
    Cell cell = new Cell(ALL);
    BigDecimal price = new BigDecimal("2.5");
    cell.add(Properties.of(price, price, price, "s", "s", "s"));
    cell.add(Properties.of(null, null, null, null, null, null));

    Cell numbers = new Cell(List.of(UNIQUE, NUMBERS));
    numbers.add(Properties.of("s", price));
    numbers.add(Properties.of(null, null));
    assertThat(cell.select(new int[] {4, 0})).isEqualTo(numbers);
    assertThat(cell.select(new int[0]).events()).isEqualTo(2);
  }

  @Test
  void cellsInARow_areReadOneByOne() {
    Cell first = cell("1 2");
    Cell second = one(UNIQUE, "x");
    Bytes bytes = new Bytes();
    first.write(bytes);
    second.write(bytes);
    BytesReader in = new BytesReader();
    in.begin(bytes.array(), 0, bytes.length());

    Cell read = new Cell(List.of());
    read.read(in);
    assertThat(read).isEqualTo(first);
    read.read(in);
    assertThat(read).isEqualTo(second);
    in.end("the cells");
  }

  /** Nothing shines through of what it was before, not even when more events come. */
  @Test
  void cellThatIsReadInto_becomesTheOther() {
    List<Cell> cells = new ArrayList<>(List.of(new Cell(List.of()), new Cell(ALL)));
    for (int events : List.of(1, 3, 1_000)) {
      cells.add(cellOfAll(events, "19.99"));
      cells.add(cellOfAll(events, "9223372036854775807"));
      cells.add(cellOfAll(events, null));
    }
    cells.add(cell("0 0"));
    for (Cell before : cells) {
      for (Cell other : cells) {
        Cell read = Cell.fromBytes(before.toBytes());
        BytesReader in = new BytesReader();
        byte[] bytes = other.toBytes();
        in.begin(bytes, 0, bytes.length);
        read.read(in);
        assertThat(read.toBytes()).isEqualTo(bytes);
        assertThat(read.heapBytes()).isEqualTo(Cell.fromBytes(bytes).heapBytes());

        Cell more = Cell.fromBytes(bytes);
        if (more.partials() == ALL.size() && more.events() < 1_000) {
          add(more, 7, "-0.5");
          add(read, 7, "-0.5");
          assertThat(read.toBytes()).isEqualTo(more.toBytes());
        }
      }
    }
  }

  private static Cell cellOfAll(int events, @Nullable String number) {
    Cell cell = new Cell(ALL);
    for (int i = 0; i < events; i++) {
      add(cell, i, number);
    }
    return cell;
  }

  private static void add(Cell cell, int i, @Nullable String number) {
    Object price = number == null ? null : new BigDecimal(number);
    String text = "shop " + i;
    cell.add(Properties.of(price, price, price, text, text, text));
  }

  @Test
  void heapBytes_growWithWhatIsHeld() {
    Cell cell = new Cell(ALL);
    int empty = cell.heapBytes();
    for (int i = 0; i < 1_000; i++) {
      BigDecimal number = new BigDecimal(i);
      cell.add(Properties.of(number, number, number, "v" + i, "v" + i, "v" + i));
    }

    assertThat(empty).isBetween(300, 1_500);
    assertThat(cell.heapBytes()).isBetween(10_000, 100_000);
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
        Cell part = new Cell(List.of(NUMBERS, SQUARES));
        part.add(Properties.of(number, number));
        parts.add(part);
        if (number != null) {
          numbers.add(number);
        }
      }
      Cell merged = merged(parts, random);
      assertPlainArithmetic(merged, events, numbers, "seed " + seed + ", round " + round);
    }
  }

  /** Of all kinds, as long as they are exact, and of distinct and unique values beyond. */
  @Test
  void mergesInAnyOrderAndSplit_giveTheSameBytes() {
    long seed = System.nanoTime();
    System.out.println("printed seed of CellTest: " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      boolean beyond = round % 2 == 1;
      List<PartialSpec> specs = beyond ? List.of(NUMBERS, SQUARES, DISTINCT, UNIQUE) : ALL;
      int events = beyond ? 200 + random.nextInt(1_000) : 1 + random.nextInt(128);
      List<Property[]> values = new ArrayList<>();
      for (int i = 0; i < events; i++) {
        BigDecimal number = number(random);
        String text = text(random, beyond ? 2_000 : 100);
        values.add(
            beyond
                ? Properties.of(number, number, text, text)
                : Properties.of(number, number, number, text, text, text));
      }
      Cell inOrder = new Cell(specs);
      values.forEach(inOrder::add);

      Collections.shuffle(values, random);
      List<Cell> parts = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(20); i++) {
        parts.add(new Cell(specs));
      }
      values.forEach(value -> parts.get(random.nextInt(parts.size())).add(value));
      Cell merged = merged(parts, random);

      String where = "seed " + seed + ", round " + round;
      assertThat(merged.toBytes()).as(where).isEqualTo(inOrder.toBytes());
      assertThat(Cell.fromBytes(merged.toBytes()).toBytes()).as(where).isEqualTo(merged.toBytes());
    }
  }

  /** One partial cell goes into the cells of several intervals. */
  @ParameterizedTest
  @CsvSource({"0, 10", "10, 0", "10, 20", "50, 300", "300, 50", "0, 300", "300, 400"})
  void mergedCell_staysAsItIs(int intoEvents, int otherEvents) {
    Cell into = cell(0, intoEvents);
    Cell other = cell(1_000, otherEvents);
    byte[] before = other.toBytes();

    into.merge(other);
    into.merge(cell(5_000, 500));
    into.add(Properties.of(BigDecimal.TEN, BigDecimal.TEN, BigDecimal.TEN, "x", "y", "z"));

    assertThat(other.toBytes()).isEqualTo(before);
    byte[] merged = into.toBytes();
    other.merge(cell(9_000, 500));
    assertThat(into.toBytes()).isEqualTo(merged);
  }

  private static Cell cell(int first, int events) {
    Cell cell = new Cell(ALL);
    for (int i = first; i < first + events; i++) {
      BigDecimal number = new BigDecimal(i);
      cell.add(Properties.of(number, number, number, "v" + i, "v" + i, "v" + i));
    }
    return cell;
  }

  private static Cell merged(List<Cell> parts, Random random) {
    while (parts.size() > 1) {
      Cell left = parts.remove(random.nextInt(parts.size()));
      Cell right = parts.remove(random.nextInt(parts.size()));
      Cell into = random.nextBoolean() ? left : Cell.fromBytes(left.toBytes());
      into.merge(random.nextBoolean() ? right : Cell.fromBytes(right.toBytes()));
      parts.add(into);
    }
    return parts.get(0);
  }

  private static void assertPlainArithmetic(
      Cell cell, int events, List<BigDecimal> numbers, String where) {
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    for (BigDecimal number : numbers) {
      sum = sum.add(number);
      squares = squares.add(number.multiply(number));
    }
    assertThat(cell.events()).as(where).isEqualTo(events);
    assertThat(numbers(cell).count()).as(where).isEqualTo(numbers.size());
    assertThat(numbers(cell).sum()).as(where).isEqualByComparingTo(sum);
    assertThat(((Squares) cell.partial(1)).sum()).as(where).isEqualByComparingTo(squares);
    if (!numbers.isEmpty()) {
      assertThat(numbers(cell).minimum()).as(where).isEqualByComparingTo(Collections.min(numbers));
      assertThat(numbers(cell).maximum()).as(where).isEqualByComparingTo(Collections.max(numbers));
      assertThat(numbers(cell).average())
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

  /** Of so many, some with letters beyond the first plane, some long. */
  private static String text(Random random, int most) {
    int which = random.nextInt(most);
    return switch (which % 5) {
      case 0 -> "\ud83d\ude00" + which;
      case 1 -> "\uff0c" + which;
      case 2 -> "x".repeat(which * 20) + which;
      default -> "value-" + which;
    };
  }

  private static Numbers numbers(Cell cell) {
    return (Numbers) cell.partial(0);
  }

  private static Cell cell(String numbers) {
    return one(NUMBERS, numbers.trim().split(" "));
  }

  private static Cell one(PartialSpec spec, String... values) {
    Cell cell = new Cell(List.of(spec));
    boolean texts = spec.target().equals("shop");
    for (String value : values) {
      cell.add(Properties.of(texts ? value : new BigDecimal(value)));
    }
    return cell;
  }

  private static void assertBytes(Cell cell, String hex) {
    assertThat(cell.toBytes())
        .asHexString()
        .isEqualTo(HexFormat.of().withUpperCase().formatHex(bytes(hex)));
    assertThat(Cell.fromBytes(bytes(hex))).isEqualTo(cell);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
