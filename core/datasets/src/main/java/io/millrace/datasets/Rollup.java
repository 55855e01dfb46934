package io.millrace.datasets;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the cells that an event belongs to, per dataset and grain.
 *
 * <p>No event makes it fail: what cannot be folded is counted and skipped. Not thread-safe.
 */
public final class Rollup {

  /**
   * Cassandra takes 65,535 bytes as the partition key and as each clustering column, and no more in
   * a row's whole key is sane.
   */
  static final int LARGEST_KEY_BYTES = 32_768;

  private static final String TIMESTAMP = "keen.timestamp";
  private static final String BEHIND = "keen.behind_ms";

  private final Map<String, CollectionRollup> byCollection = new TreeMap<>();
  private long unreadable;
  private long unkeyed;
  private long late;

  public Rollup(List<DatasetDefinition> definitions) {
    Map<String, List<DatasetDefinition>> grouped = new TreeMap<>();
    for (DatasetDefinition definition : definitions) {
      grouped.computeIfAbsent(definition.collection(), any -> new ArrayList<>()).add(definition);
    }
    grouped.forEach((collection, some) -> byCollection.put(collection, new CollectionRollup(some)));
  }

  /** Gives one update per matching dataset and grain for an event as ingest wrote it. */
  public void updates(String collection, byte[] event, Consumer<CellUpdate> out) {
    CollectionRollup rollup = byCollection.get(collection);
    if (rollup == null) {
      return;
    }
    Instant timestamp = rollup.read(event);
    if (timestamp == null) {
      unreadable++;
      return;
    }
    for (DatasetRollup dataset : rollup.datasets) {
      dataset.updates(timestamp.toEpochMilli(), out);
    }
  }

  /** Events so far that were no JSON object with a time in {@code keen.timestamp}. */
  public long unreadable() {
    return unreadable;
  }

  /**
   * Matches so far that were left out since an index or group value is not of its column's type or
   * the texts among them are larger than 32 KiB together.
   */
  public long unkeyed() {
    return unkeyed;
  }

  /** Matches so far that were left out since the event was further behind than the lateness. */
  public long late() {
    return late;
  }

  /** The datasets of one collection, which share one pass over each event. */
  private final class CollectionRollup {
    final EventView view;
    final List<DatasetRollup> datasets;

    CollectionRollup(List<DatasetDefinition> definitions) {
      Set<String> paths = new LinkedHashSet<>(List.of(TIMESTAMP, BEHIND));
      for (DatasetDefinition definition : definitions) {
        definition.filters().forEach(filter -> paths.add(filter.property()));
        definition.indexBy().forEach(column -> paths.add(column.property()));
        definition.groupBy().forEach(column -> paths.add(column.property()));
        paths.addAll(definition.targets());
      }
      view = new EventView(paths);
      datasets = definitions.stream().map(one -> new DatasetRollup(one, view)).toList();
    }

    @Nullable Instant read(byte[] event) {
      if (view.read(event) && view.property(TIMESTAMP).value() instanceof String text) {
        try {
          return Instant.parse(text);
        } catch (DateTimeException notATime) {
          return null;
        }
      }
      return null;
    }
  }

  /** One dataset, its properties already found in the view. */
  private final class DatasetRollup {
    private final DatasetDefinition definition;
    private final Property behind;
    private final List<Property> filters;
    private final List<Property> index;
    private final List<Property> groups;
    private final List<Property> targets;

    DatasetRollup(DatasetDefinition definition, EventView view) {
      this.definition = definition;
      behind = view.property(BEHIND);
      filters = definition.filters().stream().map(f -> view.property(f.property())).toList();
      index = definition.indexBy().stream().map(c -> view.property(c.property())).toList();
      groups = definition.groupBy().stream().map(c -> view.property(c.property())).toList();
      targets = definition.targets().stream().map(view::property).toList();
    }

    void updates(long timestampMillis, Consumer<CellUpdate> out) {
      for (int i = 0; i < filters.size(); i++) {
        if (!definition.filters().get(i).passes(filters.get(i).value())) {
          return;
        }
      }
      if (behind.value() instanceof BigDecimal behindMillis
          && behindMillis.compareTo(BigDecimal.valueOf(definition.lateness().toMillis())) > 0) {
        late++;
        return;
      }
      List<Object> indexValues = keyValues(definition.indexBy(), index);
      List<Object> groupValues = keyValues(definition.groupBy(), groups);
      if (indexValues == null || groupValues == null || !fits(indexValues, groupValues)) {
        unkeyed++;
        return;
      }
      List<@Nullable BigDecimal> numbers = new ArrayList<>();
      targets.forEach(target -> numbers.add(target.isNumber() ? target.number() : null));
      for (Grain grain : definition.grains()) {
        Cell delta = new Cell(targets.size());
        delta.add(numbers);
        long start = grain.startMillis(timestampMillis);
        out.accept(
            new CellUpdate(
                new CellKey(definition.name(), grain, start, indexValues, groupValues), delta));
      }
    }

    private @Nullable List<Object> keyValues(List<KeyColumn> columns, List<Property> properties) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < properties.size(); i++) {
        Object value = columns.get(i).type().keyValue(properties.get(i).value());
        if (value == null) {
          return null;
        }
        values.add(value);
      }
      return values;
    }
  }

  private static boolean fits(List<Object> index, List<Object> groups) {
    long most = 0;
    for (List<Object> values : List.of(index, groups)) {
      for (Object value : values) {
        most += value instanceof String text ? text.length() * 3L : 0;
      }
    }
    return most <= LARGEST_KEY_BYTES || bytes(index) + bytes(groups) <= LARGEST_KEY_BYTES;
  }

  private static long bytes(List<Object> values) {
    return values.stream()
        .filter(String.class::isInstance)
        .mapToLong(text -> ((String) text).getBytes(StandardCharsets.UTF_8).length)
        .sum();
  }
}
