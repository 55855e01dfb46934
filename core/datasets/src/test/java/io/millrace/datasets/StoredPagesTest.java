package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredPagesTest {

  private static final long HOURLY = 60;

  private record Place(GroupKey key, long page) {}

  private final Set<Place> stored = new HashSet<>();
  private int bucketsRead;

  /** Over restarts, and with a filter that is full again and again. */
  @ParameterizedTest
  @CsvSource({"1, 100000", "2, 1000", "3, 64", "4, 0"})
  void storedPages_areNeverDenied(long seed, long heapBytes) throws Exception {
    Random random = new Random(seed);
    StoredPages pages = new StoredPages(this::forEachGroup, heapBytes);
    for (int i = 0; i < 20_000; i++) {
      Place place = new Place(key(random.nextInt(3_000)), page(random.nextInt(1 + i / 1_000)));
      if (stored.contains(place)) {
        assertThat(pages.mayHave(place.key, place.page)).isTrue();
        if (random.nextInt(3) == 0) {
          stored.remove(place);
          pages.forget();
        }
      } else {
        stored.add(place);
        pages.add(place.key, place.page);
      }
      if (random.nextInt(5_000) == 0) {
        Map<Integer, Long> greatest = new HashMap<>(pages.greatest());
        pages = new StoredPages(this::forEachGroup, heapBytes);
        greatest.forEach(pages::restoreGreatest);
      }
    }
    for (Place place : stored) {
      assertThat(pages.mayHave(place.key, place.page)).isTrue();
    }
  }

  /** Ten bits for each, so one in a hundred by the arithmetic of Bloom filters. */
  @Test
  void pagesThatAreNotThere_areMostlyDenied() throws Exception {
    StoredPages pages = new StoredPages(this::forEachGroup, 12_500);
    for (int i = 0; i < 10_000; i++) {
      pages.add(key(i), page(0));
    }

    assertThat(asked(pages, 10_000, 20_000)).isLessThan(200);
    assertThat(bucketsRead).isZero();
  }

  @Test
  void laterPageThanAnyStored_isDenied() throws Exception {
    StoredPages pages = new StoredPages(this::forEachGroup, 100);
    pages.add(key(1), page(5));

    assertThat(pages.mayHave(key(1), page(6))).isFalse();
    assertThat(pages.mayHave(key(1), page(5))).isTrue();
    assertThat(pages.mayHave(key(1), page(5) + 1)).isFalse();
  }

  /** What was stored before is read once, a bucket at a time. */
  @Test
  void restored_learnsABucketAtATime() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      stored.add(new Place(key(i), page(0)));
    }
    StoredPages pages = new StoredPages(this::forEachGroup, 12_500);
    pages.restoreGreatest(FoldPlan.grainCode(page(0)), page(0));

    assertThat(pages.mayHave(key(1), page(0))).isTrue();
    assertThat(bucketsRead).isEqualTo(1);
    assertThat(pages.mayHave(key(1), page(1))).isFalse();
    assertThat(bucketsRead).isEqualTo(1);
    assertThat(asked(pages, 1_000, 2_000)).isLessThan(20);
    int buckets = bucketsRead;
    assertThat(asked(pages, 1_000, 2_000)).isLessThan(20);
    assertThat(bucketsRead).isEqualTo(buckets);
  }

  /** Without that the filter would end by knowing nothing, whatever is forgotten. */
  @Test
  void filterOfForgottenPages_isBegunAnew() throws Exception {
    StoredPages pages = new StoredPages(this::forEachGroup, 12_500);
    for (int i = 0; i < 100_000; i++) {
      pages.add(key(i), page(0));
    }
    assertThat(asked(pages, 100_000, 101_000)).isGreaterThan(500);

    for (int i = 0; i < 100_000; i++) {
      pages.forget();
    }
    stored.add(new Place(key(7), page(0)));

    assertThat(asked(pages, 100_000, 101_000)).isLessThan(20);
    assertThat(pages.mayHave(key(7), page(0))).isTrue();
  }

  private static int asked(StoredPages pages, int from, int to) throws Exception {
    int asked = 0;
    for (int i = from; i < to; i++) {
      asked += pages.mayHave(key(i), page(0)) ? 1 : 0;
    }
    return asked;
  }

  private void forEachGroup(int bucket, long page, Consumer<GroupKey> visitor) {
    bucketsRead++;
    for (Place place : stored) {
      if (place.key.bucket() == bucket && place.page == page) {
        visitor.accept(place.key);
      }
    }
  }

  private static GroupKey key(int i) {
    return GroupKey.ofBytes(("key" + i).getBytes(StandardCharsets.UTF_8));
  }

  private static long page(int hour) {
    return (long) hour << 14 | HOURLY;
  }
}
