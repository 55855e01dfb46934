package io.millrace.datasets;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store that outlives the cache, as bytes. */
final class MemoryStore implements CellCache.Store {

  private record Place(GroupKey key, long page) {}

  private record Timer(int bucket, long page, long millis) {}

  private final Map<Place, byte[]> pages = new HashMap<>();
  private final Set<Timer> timers = new HashSet<>();

  @Override
  public byte @Nullable [] read(GroupKey key, long page) {
    return pages.get(new Place(key, page));
  }

  @Override
  public void write(int bucket, long page, Map<GroupKey, byte[]> written) {
    written.forEach(
        (key, bytes) -> {
          if (key.bucket() != bucket) {
            throw new IllegalArgumentException(key + " is not in bucket " + bucket);
          }
          pages.put(new Place(key, page), bytes);
        });
  }

  @Override
  public void forEachGroup(int bucket, long page, Consumer<GroupKey> visitor) {
    for (Place place : pages.keySet()) {
      if (place.key.bucket() == bucket && place.page == page) {
        visitor.accept(place.key);
      }
    }
  }

  @Override
  public void forgetAt(int bucket, long page, long millis) {
    timers.add(new Timer(bucket, page, millis));
  }

  @Override
  public void retain(int bucket, long page, CellCache.Keeper keeper) throws Exception {
    for (Map.Entry<Place, byte[]> stored : Map.copyOf(pages).entrySet()) {
      Place place = stored.getKey();
      if (place.key.bucket() == bucket
          && place.page == page
          && !keeper.keeps(place.key, stored.getValue())) {
        pages.remove(place);
      }
    }
  }

  /** What Flink's timers do. */
  void advance(long watermarkMillis, CellCache cache) throws Exception {
    cache.setWatermark(watermarkMillis);
    List<Timer> due = timers.stream().filter(one -> one.millis <= watermarkMillis).toList();
    for (Timer timer : due) {
      timers.remove(timer);
      cache.forget(timer.bucket, timer.page);
    }
    for (Place place : pages.keySet()) {
      if (timers.stream()
          .noneMatch(one -> one.bucket == place.key.bucket() && one.page == place.page)) {
        throw new IllegalStateException("a page is stored that nobody will forget");
      }
    }
  }

  int pages() {
    return pages.size();
  }
}
