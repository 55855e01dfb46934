package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeastValuesTest {

  @ParameterizedTest
  @CsvSource({
    "a, 3, a, true",
    "b a b a, 3, a b, true",
    "c b a, 3, a b c, true",
    "d c b a, 3, a b c, false",
    "a b c d, 3, a b c, false",
    "10 9 1, 2, 1 10, false",
    "é z Z, 3, Z z é, true",
  })
  void values_areTheFirstByTheirText(String values, int limit, String kept, boolean complete) {
    LeastValues least = new LeastValues(limit);
    for (String value : values.split(" ")) {
      least.add(Property.of(value));
    }

    assertThat(least.values()).containsExactly(kept.split(" "));
    assertThat(least.isComplete()).isEqualTo(complete);
  }

  @Test
  void noValues_areNoneAndComplete() {
    LeastValues least = new LeastValues(1);
    least.add(Property.of(Missing.NULL));
    least.add(Property.of(Missing.ABSENT));

    assertThat(least.values()).isEmpty();
    assertThat(least.isComplete()).isTrue();
    least.add(Property.of(""));
    assertThat(least.values()).containsExactly("");
  }

  @Test
  void valueBehindOneThatWasLeftOut_isLeftOutThoughItFits() {
    String half = "m".repeat(LeastValues.MOST_BYTES / 2);
    LeastValues least = new LeastValues(100);
    for (String value : List.of("a", half, half + "n", "x")) {
      least.add(Property.of(value));
    }

    assertThat(least.values()).containsExactly("a", half);
    assertThat(least.isComplete()).isFalse();
  }

  /** The longest beginning of all values in order that is within the limits, however they come. */
  @Test
  void anyOrderAndSplit_givesTheSameBeginning() {
    long seed = System.nanoTime();
    System.out.println("printed seed of LeastValuesTest: " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      int limit = 1 + random.nextInt(30);
      List<String> values = new ArrayList<>();
      for (int i = 0; i < random.nextInt(60); i++) {
        values.add(letter(random).repeat(1 + random.nextInt(random.nextBoolean() ? 3 : 12_000)));
      }
      TreeSet<String> sorted =
          new TreeSet<>(
              (a, b) ->
                  Arrays.compareUnsigned(
                      a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
      sorted.addAll(values);
      List<String> expected = new ArrayList<>();
      int bytes = 0;
      for (String value : sorted) {
        bytes += value.getBytes(StandardCharsets.UTF_8).length;
        if (expected.size() == limit || bytes > LeastValues.MOST_BYTES) {
          break;
        }
        expected.add(value);
      }

      List<LeastValues> parts = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(5); i++) {
        parts.add(new LeastValues(limit));
      }
      Collections.shuffle(values, random);
      values.forEach(value -> parts.get(random.nextInt(parts.size())).add(Property.of(value)));
      LeastValues merged = parts.remove(0);
      parts.forEach(merged::merge);

      assertThat(merged.values()).as("seed " + seed).isEqualTo(expected);
      assertThat(merged.isComplete())
          .as("seed " + seed)
          .isEqualTo(expected.size() == sorted.size());
    }
  }

  private static String letter(Random random) {
    return List.of("a", "b", "é", "\uff0c", "\ud83d\ude00", "\ue000").get(random.nextInt(6));
  }
}
