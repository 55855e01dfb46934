package io.millrace.datasets;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A store that outlives the cache, as bytes. */
final class MemoryStore implements CellCache.Store {

  private record Place(GroupKey key, long page) {}

  private final Map<Place, byte[]> pages = new HashMap<>();
  private final Map<Place, Long> forgetAt = new HashMap<>();

  @Override
  public byte @Nullable [] read(GroupKey key, long page) {
    return pages.get(new Place(key, page));
  }

  @Override
  public void write(GroupKey key, long page, byte[] bytes) {
    pages.put(new Place(key, page), bytes);
  }

  @Override
  public void forgetAt(GroupKey key, long page, long millis) {
    Long before = forgetAt.put(new Place(key, page), millis);
    if (before != null) {
      throw new IllegalStateException("the page is told to be forgotten at " + before + " already");
    }
  }

  @Override
  public void remove(GroupKey key, long page) {
    pages.remove(new Place(key, page));
  }

  /** What Flink's timers do. */
  void advance(long watermarkMillis, CellCache cache) throws Exception {
    cache.setWatermark(watermarkMillis);
    List<Place> due =
        forgetAt.keySet().stream().filter(one -> forgetAt.get(one) <= watermarkMillis).toList();
    for (Place place : due) {
      forgetAt.remove(place);
      cache.forget(place.key(), place.page());
    }
    if (!forgetAt.keySet().containsAll(pages.keySet())) {
      throw new IllegalStateException("a page is stored that nobody will forget");
    }
  }

  int pages() {
    return pages.size();
  }
}
