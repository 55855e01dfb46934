package io.millrace.datasets;

import io.millrace.config.ConfigNode;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What to roll up: Keen's cached dataset, checked (docs/datasets.md).
 *
 * @param version first part of every write's timestamp: rows of a higher one replace those of a
 *     lower
 * @param filters all must let an event pass
 * @param grains finest first, all in one time zone
 * @param indexBy properties that every query names; part of the partition key
 * @param groupBy properties that a query's rows differ in
 * @param shards number of partitions that the groups of one bucket are spread over
 * @param retention how long after its interval's end a row is kept; null is for good
 * @param lateness how far an event may be behind its partition's time and still count
 * @param corrections whether each change of a row that was complete goes to a topic too
 */
public record DatasetDefinition(
    String name,
    String displayName,
    int version,
    String collection,
    List<Filter> filters,
    List<Grain> grains,
    List<KeyColumn> indexBy,
    List<KeyColumn> groupBy,
    List<Analysis> analyses,
    int shards,
    @Nullable Duration retention,
    Duration lateness,
    boolean corrections)
    implements Serializable {

  /** Partitions should hold fewer rows than this. */
  public static final int ROWS_PER_PARTITION = 100_000;

  /** Column names that every table has already. */
  static final Set<String> RESERVED_COLUMNS = Set.of("bucket", "shard", "interval_start", "events");

  public DatasetDefinition {
    filters = List.copyOf(filters);
    grains = List.copyOf(grains);
    indexBy = List.copyOf(indexBy);
    groupBy = List.copyOf(groupBy);
    analyses = List.copyOf(analyses);
  }

  /** Reads and checks the definition that a mapping holds. */
  public static DatasetDefinition of(ConfigNode node) {
    return new DefinitionReader(node).read();
  }

  /** What a cell keeps, in the order of its partial results: that in which analyses need them. */
  public List<PartialSpec> partials() {
    return analyses.stream().flatMap(analysis -> analysis.partials().stream()).distinct().toList();
  }

  /**
   * What the keys and contents of its cells depend on, by the key that says it: where two
   * definitions of one version differ in this, neither state nor rows of the one fit the other.
   *
   * <p>Texts of it are stored with each submission ({@link DefinitionsTable}).
   */
  public Map<String, String> shape() {
    Map<String, String> shape = new TreeMap<>();
    shape.put("event_collection", collection);
    shape.put("filters", filters.toString());
    shape.put("intervals", grains.toString());
    shape.put("index_by", columns(indexBy));
    shape.put("group_by", columns(groupBy));
    shape.put(
        "analyses",
        partials().stream().map(PartialSpec::toString).collect(Collectors.joining(", ", "[", "]")));
    return shape;
  }

  private static String columns(List<KeyColumn> columns) {
    return columns.stream()
        .map(column -> column.property() + " " + column.type().name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** The grain of a cell's key; none if the definition has it no more. */
  public Optional<Grain> grain(String word) {
    return grains.stream().filter(grain -> grain.word().equals(word)).findFirst();
  }

  /**
   * How many groups (per combination of index values) a bucket may have, each with a row in every
   * interval, for its partitions to stay below {@link #ROWS_PER_PARTITION}.
   *
   * <p>Spread over shards, only half as many as would fit evenly, since a hash is not even.
   */
  public int groupCapacity(Grain grain) {
    return (ROWS_PER_PARTITION - 1) / grain.intervalsPerBucket() * Math.max(1, shards / 2);
  }
}
