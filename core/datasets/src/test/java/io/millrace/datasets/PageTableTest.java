package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTableTest {

  private static final FoldPlan PLAN =
      new FoldPlan(
          List.of(
              DatasetFiles.definition(
                  """
                  dataset_name: sales
                  query: {event_collection: purchases, analysis_type: count, interval: minutely}
                  """)));

  private record Place(GroupKey key, long number) {}

  private final PageTable table = new PageTable();
  private final Bytes bytes = new Bytes();

  /** Random pages that are added, frozen, opened and removed: as a map of Java has them. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void pages_areFoundWhereTheyWerePut(long seed) throws Exception {
    Random random = new Random(seed);
    Map<Place, Object> truth = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      Place place = new Place(key(random.nextInt(300)), random.nextInt(3));
      Object page = truth.get(place);
      assertThat(table.find(place.key, place.number)).isSameAs(page);
      if (page == null) {
        page = open(place.key, place.number);
        table.add(page);
        truth.put(place, page);
      } else if (random.nextInt(3) == 0) {
        table.remove(page);
        truth.remove(place);
      } else {
        Object other = other(page);
        table.replace(page, other);
        truth.put(place, other);
      }
      assertThat(table.size()).isEqualTo(truth.size());
    }
    Set<byte[]> frozen = new HashSet<>();
    table.forEachFrozen(frozen::add);
    assertThat(frozen)
        .hasSize((int) truth.values().stream().filter(byte[].class::isInstance).count());
  }

  @Test
  void unusedPage_isOneThatWasNotUsedInARound() {
    OpenPage open = open(key(0), 0);
    table.add(open);
    assertThat(table.unused()).isNull();

    byte[] first = frozen(1);
    byte[] second = frozen(2);
    byte[] leaving = table.unused();
    assertThat(leaving).isIn(first, second);
    byte[] staying = leaving == first ? second : first;
    FrozenPage.set(staying, FrozenPage.USED);
    assertThat(table.unused()).isSameAs(leaving);
  }

  private byte[] frozen(int group) {
    byte[] frozen = FrozenPage.of(open(key(group), 0), bytes);
    table.add(frozen);
    return frozen;
  }

  private Object other(Object page) {
    if (page instanceof OpenPage open) {
      return FrozenPage.of(open, bytes);
    }
    byte[] frozen = (byte[]) page;
    GroupKey key = FrozenPage.key(frozen);
    OpenPage opened = open(key, FrozenPage.number(frozen));
    FrozenPage.open(frozen, opened, new BytesReader());
    return opened;
  }

  private static OpenPage open(GroupKey key, long number) {
    return new OpenPage(Objects.requireNonNull(PLAN.dataset(key)), key, number);
  }

  private static GroupKey key(int group) {
    Bytes values = new Bytes();
    values.putVarint(group);
    return GroupKey.of(GroupKey.prefix("sales", 1), values.toArray());
  }
}
