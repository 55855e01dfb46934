package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.apache.datasketches.memory.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctValuesTest {

  /** MurmurHash3 (x64, 128 bits, seed 9001) in Python; rank, then 58 bits of the first half. */
  @ParameterizedTest
  @CsvSource({
    "'', 0a70a32266491bb9",
    "a, 06020f0aa43b822f",
    "1.5, 0db0984d3d4ea1f9",
    "true, 1005aebd58ffcf42",
    "é, 060266b6cde0fd8c",
    "The quick brown fox jumps over the lazy dog, 0767dcdbc56dbf23"
  })
  void value_isHashedAsItsSpelling(String spelling, String entry) {
    byte[] utf8 = spelling.getBytes(StandardCharsets.UTF_8);

    assertThat(DistinctValues.entry(utf8.length == 0 ? new byte[1] : utf8, 0, utf8.length))
        .isEqualTo(Long.parseUnsignedLong(entry, 16));
  }

  @Test
  void spellingsOfOneValue_areOne() {
    DistinctValues values = new DistinctValues();
    for (Object same : List.of("1.5", new BigDecimal("1.50"), new BigDecimal("15e-1"))) {
      values.add(Property.of(same));
    }
    values.add(Property.of("150"));
    values.add(Property.of(new BigDecimal("1.5e2")));
    values.add(Property.of(new BigDecimal("150.0")));
    values.add(Property.of("true"));
    values.add(Property.of(true));
    values.add(Property.of("[1,\"a\"]"));
    values.add(Property.of(new Structure("[1,\"a\"]", List.of())));
    // Half a pair, which UTF-8 cannot hold, is the replacement character.
    values.add(Property.of("\ud83d"));
    values.add(Property.of("\ufffd"));

    assertThat(values.estimate().estimate()).isEqualTo(5);
  }

  @Test
  void textInTheJsonOfAnEvent_isTheSameValueAsDecoded() {
    EventView view = new EventView(List.of("a"));
    DistinctValues values = new DistinctValues();
    for (String json : List.of("plain", "pl\\u0061in", "größe", "gr\\u00f6\\u00dfe", "")) {
      view.read(("{\"x\":1,\"a\":\"" + json + "\"}").getBytes(StandardCharsets.UTF_8));
      values.add(view.property("a"));
    }
    values.add(Property.of("größe"));

    assertThat(values.estimate().estimate()).isEqualTo(3);
  }

  @Test
  void upTo256Values_areCountedExactly() {
    DistinctValues values = new DistinctValues();
    assertEstimate(values, 0);
    for (int i = 1; i <= 256; i++) {
      values.add(Property.of("v" + i));
      values.add(Property.of("v" + (i + 1) / 2));
      assertEstimate(values, i);
    }

    values.add(Property.of("one more"));
    DistinctValues.Estimate estimate = values.estimate();
    assertThat(estimate.lower()).isLessThan(estimate.estimate());
    assertThat(estimate.upper()).isGreaterThan(estimate.estimate());
    assertThat(estimate.estimate()).isCloseTo(257, within(8.0));
  }

  private static void assertEstimate(DistinctValues values, double exactly) {
    DistinctValues.Estimate estimate = values.estimate();
    assertThat(estimate.estimate()).isEqualTo(exactly);
    assertThat(estimate.lower()).isEqualTo(exactly);
    assertThat(estimate.upper()).isEqualTo(exactly);
  }

  /** Through the sketch's list, its set and its registers, also with exceptions from four bits. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 24, 25, 256, 400, 5_000, 200_000})
  void sketch_isThatOfDataSketchesForTheSameTexts(int size) {
    HllSketch theirs = new HllSketch(12, TgtHllType.HLL_4);
    DistinctValues ours = new DistinctValues();
    for (int i = 0; i < size; i++) {
      theirs.update("user-" + i);
      ours.add(Property.of("user-" + i));
    }
    HllSketch read = HllSketch.heapify(Memory.wrap(ours.estimate().sketch()));

    // A union forgets in which order values came, and tells two sketches of other values apart.
    assertThat(united(read, read)).isEqualTo(united(theirs, theirs));
    assertThat(united(theirs, read)).isEqualTo(united(theirs, theirs));
    assertThat(united(read, theirs)).isEqualTo(united(theirs, theirs));
    assertThat(read.getLgConfigK()).isEqualTo(12);
    assertThat(read.getTgtHllType()).isEqualTo(TgtHllType.HLL_4);
    if (size < 8) {
      assertThat(ours.estimate().sketch()).hasSize(8 + 4 * size);
    } else if (size <= 256) {
      assertThat(ours.estimate().sketch()).hasSize(12 + 4 * size);
    } else {
      assertThat(ours.estimate().sketch().length).isBetween(2_088, 2_400);
    }
  }

  /** The registers of the union, or its coupons in order. */
  private static List<Integer> united(HllSketch one, HllSketch other) {
    Union union = new Union(12);
    union.update(one);
    union.update(other);
    ByteBuffer image = ByteBuffer.wrap(union.getResult(TgtHllType.HLL_8).toCompactByteArray());
    image.order(ByteOrder.LITTLE_ENDIAN);
    boolean registers = image.get(0) == 10;
    image.position(4 * image.get(0));
    List<Integer> contents = new ArrayList<>();
    while (image.hasRemaining()) {
      contents.add(registers ? image.get() : image.getInt());
    }
    if (!registers) {
      Collections.sort(contents);
    }
    return contents;
  }

  @Test
  void sketchAndBytes_dependOnTheSetOfValuesAlone() {
    long seed = System.nanoTime();
    System.out.println("printed seed of DistinctValuesTest: " + seed);
    Random random = new Random(seed);
    for (int size : new int[] {3, 7, 8, 40, 250, 256, 257, 300, 1_000, 20_000}) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        values.add("v" + random.nextLong());
      }
      DistinctValues inOrder = new DistinctValues();
      values.forEach(value -> inOrder.add(Property.of(value)));
      for (int round = 0; round < 10; round++) {
        Collections.shuffle(values, random);
        List<DistinctValues> parts = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(9); i++) {
          parts.add(new DistinctValues());
        }
        for (String value : values) {
          for (int times = 0; times < 1 + random.nextInt(2); times++) {
            parts.get(random.nextInt(parts.size())).add(Property.of(value));
          }
        }
        DistinctValues merged = parts.remove(random.nextInt(parts.size()));
        parts.forEach(merged::merge);

        String where = "seed " + seed + ", " + size + " values";
        assertThat(merged.estimate().sketch()).as(where).isEqualTo(inOrder.estimate().sketch());
        assertThat(merged.estimate().estimate()).as(where).isEqualTo(inOrder.estimate().estimate());
      }
    }
  }

  /** What two standard deviations promise: 95 of 100. */
  @ParameterizedTest
  @ValueSource(ints = {1_000, 100_000})
  void truth_isWithinTheBoundsOfNineteenInTwenty(int size) {
    int within = 0;
    for (int seed = 0; seed < 100; seed++) {
      DistinctValues values = new DistinctValues();
      for (int i = 0; i < size; i++) {
        values.add(Property.of(seed + "/" + i));
      }
      DistinctValues.Estimate estimate = values.estimate();
      within += estimate.lower() <= size && size <= estimate.upper() ? 1 : 0;
    }

    assertThat(within).isGreaterThanOrEqualTo(95);
  }
}
