package io.millrace.datasets;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Folds events into partial cells of the finest intervals, all datasets in one pass over each
 * event, until somebody takes the cells.
 *
 * <p>Datasets of one collection share what they have in common: each filter is evaluated and each
 * combination of group values is written once per event, and datasets with the same filters,
 * groups, lateness and finest intervals fold into one cell.
 *
 * <p>No event makes it fail: what cannot be folded is counted and skipped. Not thread-safe.
 */
public final class LocalFold {

  /** For an event whose time has to be read from its JSON. */
  public static final long UNKNOWN_TIME = Long.MIN_VALUE;

  private static final String TIMESTAMP = "keen.timestamp";
  private static final String BEHIND = "keen.behind_ms";

  /** Takes what was folded. */
  public interface Output {

    /**
     * Takes one cell.
     *
     * @param key the group, of one dataset
     * @param grain one of the dataset's finest
     * @param cell of this start's interval; nobody else's from now on, but it shares its partial
     *     results with others: only to be read
     */
    void accept(GroupKey key, Grain grain, long startMillis, Cell cell);
  }

  private final Map<String, CollectionFold> byCollection = new HashMap<>();
  private final CellTable table;
  private long events;
  private long unreadable;
  private long unkeyed;
  private long late;

  /**
   * An empty fold.
   *
   * @param maxHeapBytes about how much to fold before {@link #isFull}
   */
  public LocalFold(List<DatasetDefinition> definitions, long maxHeapBytes) {
    Map<String, List<DatasetDefinition>> grouped = new TreeMap<>();
    for (DatasetDefinition definition : definitions) {
      grouped.computeIfAbsent(definition.collection(), any -> new ArrayList<>()).add(definition);
    }
    grouped.forEach((collection, some) -> byCollection.put(collection, new CollectionFold(some)));
    table = new CellTable(maxHeapBytes);
  }

  /**
   * Folds an event as ingest wrote it.
   *
   * @param timestampMillis its event time or {@link #UNKNOWN_TIME}
   */
  public void add(String collection, byte[] event, long timestampMillis) {
    CollectionFold fold = byCollection.get(collection);
    if (fold != null) {
      events++;
      fold.add(event, timestampMillis);
    }
  }

  /** Whether the cells should be taken before the next event. */
  public boolean isFull() {
    return table.isFull();
  }

  /** Gives out all cells, and is empty. */
  public void drain(Output out) {
    table.drain(out);
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

  /** What datasets must have in common to be folded as one. */
  private record Shape(
      List<Filter> filters, List<KeyColumn> columns, long latenessMillis, List<Grain> finest) {

    static Shape of(DatasetDefinition definition) {
      List<KeyColumn> columns = new ArrayList<>(definition.indexBy());
      columns.addAll(definition.groupBy());
      return new Shape(
          definition.filters(),
          columns,
          definition.lateness().toMillis(),
          List.copyOf(new LinkedHashSet<>(Grain.feeders(definition.grains()).values())));
    }
  }

  /** The datasets of one collection. */
  private final class CollectionFold {
    private final EventView view;
    private final EventView timeView = new EventView(List.of(TIMESTAMP));
    private final Property behind;
    private final Cube[] cubes;

    CollectionFold(List<DatasetDefinition> definitions) {
      Set<String> paths = new LinkedHashSet<>(List.of(BEHIND));
      Map<Shape, List<DatasetDefinition>> byShape = new LinkedHashMap<>();
      for (DatasetDefinition definition : definitions) {
        definition.filters().forEach(filter -> paths.addAll(filter.properties()));
        definition.indexBy().forEach(column -> paths.add(column.property()));
        definition.groupBy().forEach(column -> paths.add(column.property()));
        definition.partials().forEach(partial -> paths.add(partial.target()));
        byShape.computeIfAbsent(Shape.of(definition), any -> new ArrayList<>()).add(definition);
      }
      view = new EventView(paths);
      behind = view.property(BEHIND);
      Map<Filter, Condition> conditions = new LinkedHashMap<>();
      Map<List<KeyColumn>, KeyEncoder> keys = new LinkedHashMap<>();
      List<Cube> built = new ArrayList<>();
      byShape.forEach(
          (shape, datasets) ->
              built.add(
                  new Cube(
                      shape,
                      shape.filters().stream()
                          .map(
                              filter ->
                                  conditions.computeIfAbsent(
                                      filter, one -> new Condition(one.compile(view::property))))
                          .toArray(Condition[]::new),
                      keys.computeIfAbsent(
                          shape.columns(), columns -> new KeyEncoder(columns, view)),
                      datasets,
                      view)));
      cubes = built.toArray(Cube[]::new);
    }

    void add(byte[] event, long knownMillis) {
      if (!view.read(event)) {
        unreadable++;
        return;
      }
      long millis = knownMillis == UNKNOWN_TIME ? timeOf(event) : knownMillis;
      if (millis == UNKNOWN_TIME) {
        unreadable++;
        return;
      }
      long behindMillis = behind.isSmallNumber() && behind.scale() == 0 ? behind.digits() : 0;
      for (Cube cube : cubes) {
        if (!cube.passes(events)) {
          continue;
        }
        if (behindMillis > cube.latenessMillis) {
          late += cube.datasets.length;
        } else if (!cube.key.encode(events)) {
          unkeyed += cube.datasets.length;
        } else {
          for (FinestGrain finest : cube.finest) {
            table.cell(finest, finest.clock.startMillis(millis), cube.key).add(cube.targets);
          }
        }
      }
    }

    private long timeOf(byte[] event) {
      if (timeView.read(event) && timeView.property(TIMESTAMP).value() instanceof String text) {
        try {
          return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException notATime) {
          return UNKNOWN_TIME;
        }
      }
      return UNKNOWN_TIME;
    }
  }

  /** A filter that several datasets have, evaluated once per event. */
  private static final class Condition {
    private final CompiledFilter filter;
    private long event;
    private boolean passed;

    Condition(CompiledFilter filter) {
      this.filter = filter;
    }

    boolean passes(long eventNumber) {
      if (event != eventNumber) {
        event = eventNumber;
        passed = filter.passes();
      }
      return passed;
    }
  }

  /** Datasets that are folded as one. */
  private static final class Cube {
    private final Condition[] conditions;
    private final KeyEncoder key;
    private final long latenessMillis;
    private final FinestGrain[] finest;
    private final DatasetPart[] datasets;
    private final List<PartialSpec> partials;
    private final Property[] targets;

    Cube(
        Shape shape,
        Condition[] conditions,
        KeyEncoder key,
        List<DatasetDefinition> definitions,
        EventView view) {
      this.conditions = conditions;
      this.key = key;
      latenessMillis = shape.latenessMillis();
      Set<PartialSpec> union = new LinkedHashSet<>();
      definitions.forEach(definition -> union.addAll(definition.partials()));
      partials = List.copyOf(union);
      targets =
          partials.stream()
              .map(partial -> view.property(partial.target()))
              .toArray(Property[]::new);
      datasets =
          definitions.stream()
              .map(definition -> DatasetPart.of(definition, partials))
              .toArray(DatasetPart[]::new);
      finest =
          shape.finest().stream()
              .map(grain -> new FinestGrain(this, grain))
              .toArray(FinestGrain[]::new);
    }

    boolean passes(long event) {
      for (Condition condition : conditions) {
        if (!condition.passes(event)) {
          return false;
        }
      }
      return true;
    }
  }

  /** One of a cube's intervals that no finer one of them feeds. */
  private static final class FinestGrain {
    private final Cube cube;
    private final Grain grain;
    private final IntervalClock clock;

    FinestGrain(Cube cube, Grain grain) {
      this.cube = cube;
      this.grain = grain;
      clock = new IntervalClock(grain);
    }
  }

  /**
   * A dataset's share of a cube.
   *
   * @param partials which of the cube's partial results are its own; null if all are, in order
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares these records
  private record DatasetPart(byte[] keyPrefix, int @Nullable [] partials) {

    static DatasetPart of(DatasetDefinition definition, List<PartialSpec> all) {
      return new DatasetPart(
          GroupKey.prefix(definition.name(), definition.version()),
          definition.partials().equals(all)
              ? null
              : definition.partials().stream().mapToInt(all::indexOf).toArray());
    }

    Cell cell(Cell ofCube) {
      return partials == null ? ofCube : ofCube.select(partials);
    }
  }

  /** The cells by interval and group: an open-addressing table, and a list to take them from. */
  private static final class CellTable {

    private static final int LARGEST = 1 << 16;
    private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

    private final long maxHeapBytes;
    private @Nullable Entry[] places = new Entry[1 << 10];
    private final List<Entry> entries = new ArrayList<>();
    private long heapBytes;

    CellTable(long maxHeapBytes) {
      this.maxHeapBytes = maxHeapBytes;
    }

    boolean isFull() {
      return heapBytes >= maxHeapBytes || entries.size() >= LARGEST / 2;
    }

    Cell cell(FinestGrain finest, long start, KeyEncoder key) {
      long mixed =
          (key.hash() ^ start * HASH_FACTOR ^ System.identityHashCode(finest)) * HASH_FACTOR;
      int hash = (int) (mixed >>> Integer.SIZE);
      int mask = places.length - 1;
      int place = hash & mask;
      while (true) {
        Entry entry = places[place];
        if (entry == null) {
          return add(place, new Entry(hash, finest, start, key.values().toArray()));
        }
        if (entry.hash == hash
            && entry.start == start
            && entry.finest == finest
            && key.values().equal(entry.values)) {
          return entry.cell;
        }
        place = (place + 1) & mask;
      }
    }

    private Cell add(int place, Entry entry) {
      places[place] = entry;
      entries.add(entry);
      heapBytes += entry.mostHeapBytes();
      if (entries.size() > places.length / 2 && places.length < LARGEST) {
        grow();
      }
      return entry.cell;
    }

    private void grow() {
      places = new Entry[2 * places.length];
      int mask = places.length - 1;
      for (Entry entry : entries) {
        int place = entry.hash & mask;
        while (places[place] != null) {
          place = (place + 1) & mask;
        }
        places[place] = entry;
      }
    }

    void drain(Output out) {
      for (Entry entry : entries) {
        for (DatasetPart dataset : entry.finest.cube.datasets) {
          out.accept(
              GroupKey.of(dataset.keyPrefix(), entry.values),
              entry.finest.grain,
              entry.start,
              dataset.cell(entry.cell));
        }
      }
      if (!entries.isEmpty()) {
        Arrays.fill(places, null);
        entries.clear();
        heapBytes = 0;
      }
    }
  }

  private static final class Entry {
    private final int hash;
    private final FinestGrain finest;
    private final long start;
    private final byte[] values;
    private final Cell cell;

    Entry(int hash, FinestGrain finest, long start, byte[] values) {
      this.hash = hash;
      this.finest = finest;
      this.start = start;
      this.values = values;
      cell = new Cell(finest.cube.partials);
    }

    long mostHeapBytes() {
      long most = 64L + values.length;
      for (PartialSpec partial : finest.cube.partials) {
        most += partial.mostHeapBytes();
      }
      return most;
    }
  }
}
