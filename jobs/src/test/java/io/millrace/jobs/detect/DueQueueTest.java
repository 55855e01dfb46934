package io.millrace.jobs.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DueQueueTest {

  private static final class Thing extends DueQueue.Element {
    private final int number;
    private long millis;

    private Thing(int number) {
      this.number = number;
    }
  }

  /** Against a sorted set; few times, so that many are equal. */
  @Test
  void firstIsTheOneThatIsDueFirst() {
    Random random = new Random(11);
    List<Thing> things = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      things.add(new Thing(i));
    }
    TreeSet<Thing> sorted =
        new TreeSet<>(
            Comparator.<Thing>comparingLong(thing -> thing.millis)
                .thenComparingInt(thing -> thing.number));
    DueQueue<Thing> queue = new DueQueue<>();
    int most = 0;
    for (int step = 0; step < 50_000; step++) {
      Thing thing = things.get(random.nextInt(things.size()));
      sorted.remove(thing);
      if (random.nextInt(4) == 0) {
        queue.remove(thing);
      } else {
        thing.millis = random.nextInt(100) - 50;
        sorted.add(thing);
        queue.put(thing, thing.millis);
      }
      most = Math.max(most, sorted.size());

      Thing first = queue.first();
      if (first == null) {
        assertThat(sorted).isEmpty();
      } else {
        assertThat(sorted).contains(first);
        assertThat(first.millis).isEqualTo(sorted.first().millis).isEqualTo(queue.firstMillis());
      }
    }
    assertThat(most).isGreaterThan(200);

    while (!sorted.isEmpty()) {
      assertThat(queue.firstMillis()).isEqualTo(sorted.first().millis);
      Thing first = queue.first();
      assertThat(first).isNotNull();
      sorted.remove(first);
      queue.remove(first);
    }
    assertThat(queue.first()).isNull();
    assertThat(queue.firstMillis()).isEqualTo(Long.MAX_VALUE);
  }
}
