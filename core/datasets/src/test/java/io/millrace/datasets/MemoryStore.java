package io.millrace.datasets;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A store that outlives the cache, as bytes. */
final class MemoryStore implements CellCache.Store {

  private record Place(GroupKey key, long block) {}

  private final Map<Place, Map<Integer, byte[]>> pages = new HashMap<>();
  private final Map<Place, Long> forgetAt = new HashMap<>();

  @Override
  public byte @Nullable [] read(GroupKey key, long block, int page) {
    return pages.getOrDefault(new Place(key, block), Map.of()).get(page);
  }

  @Override
  public void write(GroupKey key, long block, Map<Integer, byte[]> changed, long forgetAtMillis) {
    Place place = new Place(key, block);
    Long before = forgetAt.put(place, forgetAtMillis);
    if (before != null && before != forgetAtMillis) {
      throw new IllegalStateException("a block has two times at which it is forgotten");
    }
    pages.computeIfAbsent(place, any -> new HashMap<>()).putAll(changed);
  }

  /** What Flink's timers do. */
  void advance(long watermarkMillis, CellCache cache) throws Exception {
    cache.setWatermark(watermarkMillis);
    for (Place place :
        forgetAt.keySet().stream().filter(one -> forgetAt.get(one) <= watermarkMillis).toList()) {
      cache.forget(place.key(), place.block());
      pages.remove(place);
      forgetAt.remove(place);
    }
  }

  int blocks() {
    return pages.size();
  }
}
