package io.millrace.datasets;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A store that outlives the cache, as bytes. */
final class MemoryStore implements CellCache.Store {

  private record Place(GroupKey key, long block) {}

  private final Map<Place, Map<Long, byte[]>> cells = new HashMap<>();
  private final Map<Place, Long> forgetAt = new HashMap<>();

  @Override
  public @Nullable Cell read(GroupKey key, long block, long startMillis) {
    byte[] bytes = cells.getOrDefault(new Place(key, block), Map.of()).get(startMillis);
    return bytes == null ? null : Cell.fromBytes(bytes);
  }

  @Override
  public void write(GroupKey key, long block, Map<Long, Cell> changed, long forgetAtMillis) {
    Place place = new Place(key, block);
    Long before = forgetAt.put(place, forgetAtMillis);
    if (before != null && before != forgetAtMillis) {
      throw new IllegalStateException("a block has two times at which it is forgotten");
    }
    Map<Long, byte[]> stored = cells.computeIfAbsent(place, any -> new HashMap<>());
    changed.forEach((start, cell) -> stored.put(start, cell.toBytes()));
  }

  /** What Flink's timers do. */
  void advance(long watermarkMillis, CellCache cache) throws Exception {
    cache.setWatermark(watermarkMillis);
    for (Place place :
        forgetAt.keySet().stream().filter(one -> forgetAt.get(one) <= watermarkMillis).toList()) {
      cache.forget(place.key(), place.block());
      cells.remove(place);
      forgetAt.remove(place);
    }
  }

  int blocks() {
    return cells.size();
  }
}
