package io.millrace.datasets;

import io.millrace.config.ConfigException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The Cassandra table of one dataset and grain: its columns, its statements, its rows. */
public final class DatasetTable {

  /** {@link #ttlSeconds} of rows that are kept for good, as {@code USING TTL} takes it. */
  public static final int NO_TTL = 0;

  /** {@link #ttlSeconds} of a row whose retention is over: it must not be written. */
  public static final int EXPIRED = -1;

  /** The longest TTL that Cassandra takes. */
  private static final int LONGEST_TTL_SECONDS = 20 * 365 * 24 * 60 * 60;

  /** More than a row can ever have events, so that a version outweighs every number of them. */
  static final long MICROS_PER_VERSION = 1_000_000_000_000L;

  /** TimeWindowCompactionStrategy is at its best with some tens of windows. */
  private static final int COMPACTION_WINDOWS = 30;

  private static final Pattern LAYOUT =
      Pattern.compile(
          "\\(shards: (?<shards>[0-9]+)(, timezone: (?<timezone>[^,)]+))?"
              + "(, week_start: (?<weekStart>[a-z]+))?\\)$");

  private final DatasetDefinition definition;
  private final Grain grain;
  private final String name;
  private final List<TableColumn> partitionKey;
  private final List<TableColumn> clustering;
  private final List<TableColumn> values;

  /** Rows of one interval come together, and the calendar is slow. */
  private @Nullable Bucket lastBucket;

  private record Bucket(long startMillis, LocalDate day) {}

  /** For each analysis the places of its partial results in a cell. */
  private final int[][] places;

  public DatasetTable(DatasetDefinition definition, Grain grain) {
    this.definition = definition;
    this.grain = grain;
    name = Names.table(definition.name(), grain);
    partitionKey = columns(definition.indexBy());
    partitionKey.add(new TableColumn("bucket", CqlType.DATE));
    partitionKey.add(new TableColumn("shard", CqlType.INT));
    clustering = columns(definition.groupBy());
    clustering.add(0, new TableColumn("interval_start", CqlType.TIMESTAMP));
    List<PartialSpec> partials = definition.partials();
    places =
        definition.analyses().stream()
            .map(analysis -> analysis.partials().stream().mapToInt(partials::indexOf).toArray())
            .toArray(int[][]::new);
    values = new ArrayList<>();
    for (Analysis analysis : definition.analyses()) {
      values.add(new TableColumn(Names.column(analysis.label()), analysis.type().column()));
    }
    values.add(new TableColumn("events", CqlType.BIGINT));
  }

  private static List<TableColumn> columns(List<KeyColumn> keys) {
    return keys.stream()
        .map(key -> new TableColumn(key.name(), key.type().cql()))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  public DatasetDefinition definition() {
    return definition;
  }

  public Grain grain() {
    return grain;
  }

  public String name() {
    return name;
  }

  /** Index columns, bucket, shard. */
  public List<TableColumn> partitionKey() {
    return List.copyOf(partitionKey);
  }

  /** Start of the interval, group columns. */
  public List<TableColumn> clustering() {
    return List.copyOf(clustering);
  }

  /** One column per analysis, and the number of events. */
  public List<TableColumn> valueColumns() {
    return List.copyOf(values);
  }

  /** Partition key, clustering, values: the order of {@link #values}. */
  public List<TableColumn> columns() {
    List<TableColumn> columns = new ArrayList<>(partitionKey);
    columns.addAll(clustering);
    columns.addAll(values);
    return columns;
  }

  /** The types that have to be there before the table, in the order to create them. */
  public List<UserType> userTypes() {
    return values.stream()
        .flatMap(column -> column.type().userTypes().stream())
        .distinct()
        .toList();
  }

  public String createStatement(String keyspace) {
    StringBuilder cql = new StringBuilder("CREATE TABLE IF NOT EXISTS ");
    cql.append(qualified(keyspace)).append(" (\n");
    columns().forEach(column -> cql.append("  ").append(column.declaration()).append(",\n"));
    cql.append("  PRIMARY KEY ((").append(quoted(partitionKey)).append("), ");
    cql.append(quoted(clustering)).append(")\n");
    cql.append(") WITH comment = '").append(comment().replace("'", "''"));
    return cql.append("'\n  AND compaction = ").append(compaction()).toString();
  }

  /** Nothing else in the table tells how its rows were spread over shards and cut in time. */
  private String comment() {
    StringBuilder comment = new StringBuilder(definition.displayName());
    comment.append(" (shards: ").append(definition.shards());
    if (!grain.zone().equals(ZoneOffset.UTC)) {
      comment.append(", timezone: ").append(timezone());
    }
    if (grain.isOfWeeks()) {
      comment.append(", week_start: ").append(weekStart());
    }
    return comment.append(')').toString();
  }

  private String timezone() {
    return grain.zone().equals(ZoneOffset.UTC) ? "UTC" : grain.zone().getId();
  }

  private String weekStart() {
    return grain.weekStart().name().toLowerCase(Locale.ROOT);
  }

  private String compaction() {
    Duration retention = definition.retention();
    if (retention == null) {
      return "{'class': 'UnifiedCompactionStrategy'}";
    }
    boolean inDays = retention.toDays() >= COMPACTION_WINDOWS;
    long span = inDays ? retention.toDays() : retention.toHours();
    return "{'class': 'TimeWindowCompactionStrategy', 'compaction_window_unit': '"
        + (inDays ? "DAYS" : "HOURS")
        + "', 'compaction_window_size': "
        + Math.max(1, span / COMPACTION_WINDOWS)
        + "}";
  }

  /**
   * The statements that add to an existing table what it lacks.
   *
   * @throws ConfigException if adding is not enough; it names what differs and what to run
   */
  public List<String> addedColumns(String keyspace, ExistingTable existing) {
    requireKey(keyspace, "partition key", partitionKey, existing.partitionKey());
    requireKey(keyspace, "clustering key", clustering, existing.clustering());
    requireLayout(keyspace, existing.comment());
    List<String> statements = new ArrayList<>();
    for (TableColumn column : columns()) {
      String type = existing.columns().get(column.name());
      if (type == null) {
        statements.add("ALTER TABLE " + qualified(keyspace) + " ADD " + column.declaration());
      } else if (!type.equals(column.type().cql())) {
        throw different(
            keyspace,
            "column " + column.name() + " is " + type + " and has to be " + column.type().cql());
      }
    }
    return statements;
  }

  private void requireLayout(String keyspace, String comment) {
    Matcher layout = LAYOUT.matcher(comment);
    if (!layout.find()) {
      return;
    }
    String shards = String.valueOf(definition.shards());
    if (!shards.equals(layout.group("shards"))) {
      throw different(
          keyspace, "its rows are spread over shards: " + says(layout.group("shards"), shards));
    }
    String timezone = Objects.requireNonNullElse(layout.group("timezone"), "UTC");
    if (!timezone.equals(timezone())) {
      throw different(keyspace, "its intervals are of timezone: " + says(timezone, timezone()));
    }
    String weekStart = layout.group("weekStart");
    if (weekStart != null && !weekStart.equals(weekStart())) {
      throw different(keyspace, "its weeks have week_start: " + says(weekStart, weekStart()));
    }
  }

  private static String says(String table, String definition) {
    return table + " and the definition says " + definition;
  }

  private void requireKey(
      String keyspace, String which, List<TableColumn> wanted, List<String> existing) {
    List<String> names = wanted.stream().map(TableColumn::name).toList();
    if (!names.equals(existing)) {
      throw different(keyspace, which + " is " + existing + " and has to be " + names);
    }
  }

  private ConfigException different(String keyspace, String difference) {
    return new ConfigException(
        "table "
            + keyspace
            + "."
            + name()
            + " of dataset '"
            + definition.name()
            + "': "
            + difference
            + "; give the dataset another name, or lose the rows and run: DROP TABLE "
            + qualified(keyspace));
  }

  /** Which row a cell of a group belongs to. */
  public CellKey key(GroupKey group, long startMillis) {
    return group.cellKey(definition, grain, startMillis);
  }

  /**
   * The row of a cell in the order of {@link #columns()}; null is a value to leave unset, a value
   * of a {@link UserType} is a list of its fields.
   */
  public List<@Nullable Object> values(CellKey key, Cell cell) {
    int columns = key.index().size() + 3 + key.groups().size() + places.length + 1;
    List<@Nullable Object> row = new ArrayList<>(columns);
    row.addAll(key.index());
    row.add(bucket(key.startMillis()));
    row.add(key.shard(definition.shards()));
    row.add(Instant.ofEpochMilli(key.startMillis()));
    row.addAll(key.groups());
    for (int i = 0; i < places.length; i++) {
      row.add(result(definition.analyses().get(i), places[i], cell));
    }
    row.add(cell.events());
    return row;
  }

  private LocalDate bucket(long startMillis) {
    Bucket last = lastBucket;
    if (last == null || last.startMillis != startMillis) {
      last = new Bucket(startMillis, grain.bucket(startMillis));
      lastBucket = last;
    }
    return last.day;
  }

  private static @Nullable Object result(Analysis analysis, int[] places, Cell cell) {
    if (analysis.type() == AnalysisType.COUNT) {
      return cell.events();
    }
    Partial first = cell.partial(places[0]);
    return switch (analysis.type()) {
      case COUNT -> cell.events();
      case SUM -> ((Numbers) first).sum();
      case AVERAGE -> ((Numbers) first).average();
      case MINIMUM -> ((Numbers) first).minimum();
      case MAXIMUM -> ((Numbers) first).maximum();
      case STANDARD_DEVIATION ->
          ((Squares) cell.partial(places[1])).standardDeviation((Numbers) first);
      case COUNT_UNIQUE -> distinct(((DistinctValues) first).estimate(), analysis.sketch());
      case MEDIAN, PERCENTILE ->
          quantile(((Quantiles) first).estimate(analysis.parameter()), analysis.sketch());
      case SELECT_UNIQUE ->
          List.of(((LeastValues) first).values(), ((LeastValues) first).isComplete());
      case TOP_K -> top((TopValues) first, analysis.parameter());
    };
  }

  private static List<@Nullable Object> distinct(DistinctValues.Estimate of, boolean sketch) {
    return Arrays.asList(
        of.estimate(), of.lower(), of.upper(), sketch ? ByteBuffer.wrap(of.sketch()) : null);
  }

  private static @Nullable Object quantile(Quantiles.@Nullable Estimate of, boolean sketch) {
    return of == null
        ? null
        : Arrays.asList(
            of.value(), of.lower(), of.upper(), sketch ? ByteBuffer.wrap(of.sketch()) : null);
  }

  private static List<Object> top(TopValues values, int k) {
    List<List<Object>> items = new ArrayList<>();
    values.top(k).forEach(item -> items.add(List.of(item.value(), item.frequency())));
    return List.of(items, values.error());
  }

  /** End of the row's interval, which no longer belongs to it. */
  public Instant intervalEnd(CellKey key) {
    return Instant.ofEpochMilli(grain.endMillis(key.startMillis()));
  }

  /**
   * The timestamp to write a cell with: start of its interval + 10^12 per version + events.
   *
   * <p>By events and not by emissions, since a crashed attempt may have emitted fewer events more
   * often, and its row would shadow its successor's.
   */
  public long writeTimestampMicros(CellKey key, Cell cell) {
    return key.startMillis() * 1_000 + definition.version() * MICROS_PER_VERSION + cell.events();
  }

  /**
   * What is left of the row's retention, {@link #NO_TTL} or {@link #EXPIRED}.
   *
   * @param nowMillis ms since 1970
   */
  public int ttlSeconds(long startMillis, long nowMillis) {
    Duration retention = definition.retention();
    if (retention == null) {
      return NO_TTL;
    }
    long leftMillis = grain.endMillis(startMillis) + retention.toMillis() - nowMillis;
    if (leftMillis <= 0) {
      return EXPIRED;
    }
    return (int) Math.min(LONGEST_TTL_SECONDS, (leftMillis + 999) / 1_000);
  }

  private String qualified(String keyspace) {
    return '"' + keyspace + "\".\"" + name() + '"';
  }

  private static String quoted(List<TableColumn> columns) {
    return columns.stream()
        .map(column -> '"' + column.name() + '"')
        .collect(Collectors.joining(", "));
  }
}
