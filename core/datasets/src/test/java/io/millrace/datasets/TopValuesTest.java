package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopValuesTest {

  @Test
  void fewValues_areCountedExactly() {
    TopValues top = new TopValues(256);
    for (String value : "b a c b a b d \ud83d\ude00 \uff0c".split(" ")) {
      top.add(Property.of(value));
    }
    top.add(Property.of(Missing.NULL));
    top.add(Property.of(Missing.ABSENT));

    assertThat(top.top(4))
        .containsExactly(
            new TopValues.Item("b", 3),
            new TopValues.Item("a", 2),
            new TopValues.Item("c", 1),
            new TopValues.Item("d", 1));
    assertThat(top.top(100)).hasSize(6).endsWith(new TopValues.Item("\ud83d\ude00", 1));
    assertThat(top.error()).isZero();
  }

  @Test
  void longTexts_areOneIfTheyBeginAlike() {
    TopValues top = new TopValues(256);
    String pair = "\ud83d\ude00";
    top.add(Property.of("x".repeat(256) + "a"));
    top.add(Property.of("x".repeat(256) + "b"));
    top.add(Property.of("x".repeat(255) + pair));

    assertThat(top.top(9))
        .containsExactly(
            new TopValues.Item("x".repeat(256), 2), new TopValues.Item("x".repeat(255), 1));
  }

  @ParameterizedTest
  @CsvSource({"1, 256", "10, 256", "32, 256", "33, 512", "64, 512", "65, 1024", "100, 1024"})
  void counters_areEightTimesAsMany(int k, int counters) {
    assertThat(TopValues.capacityFor(k)).isEqualTo(counters);
  }

  /** Against plain counts, of values as frequent as words are, in any split. */
  @Test
  void manyValues_areCountedWithinTheError() {
    long seed = System.nanoTime();
    System.out.println("printed seed of TopValuesTest: " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 30; round++) {
      int n = 50_000;
      Map<String, Long> truth = new HashMap<>();
      List<TopValues> parts = new ArrayList<>();
      for (int i = 0; i < 1 + round; i++) {
        parts.add(new TopValues(256));
      }
      for (int i = 0; i < n; i++) {
        String value = "v" + (int) Math.exp(random.nextDouble() * Math.log(20_000));
        truth.merge(value, 1L, Long::sum);
        parts.get(random.nextInt(parts.size())).add(Property.of(value));
      }
      TopValues merged = parts.remove(0);
      parts.forEach(merged::merge);

      String where = "seed " + seed + ", round " + round;
      assertThat(merged.error()).as(where).isBetween(1L, 2L * n / 256);
      Map<String, Long> counted = new HashMap<>();
      merged.top(256).forEach(item -> counted.put(item.value(), item.frequency()));
      truth.forEach(
          (value, times) ->
              assertThat(times - counted.getOrDefault(value, 0L))
                  .as(where + ", " + value)
                  .isBetween(0L, merged.error()));
    }
  }
}
