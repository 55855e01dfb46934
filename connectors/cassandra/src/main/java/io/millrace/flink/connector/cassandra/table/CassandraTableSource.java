package io.millrace.flink.connector.cassandra.table;

import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.source.CassandraSource;
import io.millrace.flink.connector.cassandra.source.CassandraSourceBuilder;
import io.millrace.flink.connector.cassandra.types.TableDescription;
import java.util.List;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.LookupTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.SourceProvider;
import org.apache.flink.table.connector.source.abilities.SupportsFilterPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsLimitPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.connector.source.lookup.AsyncLookupFunctionProvider;
import org.apache.flink.table.connector.source.lookup.LookupFunctionProvider;
import org.apache.flink.table.connector.source.lookup.LookupOptions;
import org.apache.flink.table.connector.source.lookup.PartialCachingAsyncLookupProvider;
import org.apache.flink.table.connector.source.lookup.PartialCachingLookupProvider;
import org.apache.flink.table.connector.source.lookup.cache.DefaultLookupCache;
import org.apache.flink.table.connector.source.lookup.cache.LookupCache;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/** A table that is scanned or looked up from. */
final class CassandraTableSource
    implements ScanTableSource,
        LookupTableSource,
        SupportsProjectionPushDown,
        SupportsFilterPushDown,
        SupportsLimitPushDown {

  /**
   * A limit makes the scan one of a single reader, which a greater number of rows is not worth;
   * Flink cuts them off itself.
   */
  static final long GREATEST_LIMIT = 100_000;

  private final CassandraConnection connection;
  private final TableDescription table;
  private final DataType physicalType;
  private final ReadableConfig options;

  private DataType producedType;
  private PushedFilters filters = PushedFilters.NONE;
  private @Nullable Long limit;

  CassandraTableSource(
      CassandraConnection connection,
      TableDescription table,
      DataType physicalType,
      ReadableConfig options) {
    DeclaredColumns.check(table, (RowType) physicalType.getLogicalType());
    this.connection = connection;
    this.table = table;
    this.physicalType = physicalType;
    this.options = options;
    producedType = physicalType;
  }

  @Override
  public ChangelogMode getChangelogMode() {
    return ChangelogMode.insertOnly();
  }

  @Override
  public boolean supportsNestedProjection() {
    return false;
  }

  @Override
  public void applyProjection(int[][] projectedFields, DataType producedDataType) {
    producedType = producedDataType;
  }

  @Override
  public Result applyFilters(List<ResolvedExpression> given) {
    filters = PushedFilters.of(table, (RowType) physicalType.getLogicalType(), given);
    return Result.of(filters.accepted(), given);
  }

  @Override
  public void applyLimit(long limit) {
    this.limit = limit;
  }

  @Override
  public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
    RowType produced = (RowType) producedType.getLogicalType();
    CassandraSourceBuilder<RowData> source =
        CassandraSource.<RowData>builder()
            .setConnection(connection)
            .setTable(table.keyspace(), table.table())
            .setColumns(
                // To count rows something must be read of each.
                produced.getFieldCount() == 0
                    ? List.of(table.partitionKey().get(0))
                    : produced.getFieldNames())
            .setPartitions(filters.partitions())
            .setRestrictions(filters.restrictions())
            .setFetchSize(options.get(CassandraOptions.SCAN_FETCH_SIZE))
            .setMaxRetryTime(options.get(CassandraOptions.SCAN_MAX_RETRY_TIME))
            .setRowReader(
                new RowDataRowReader(produced), context.createTypeInformation(producedType));
    options.getOptional(CassandraOptions.SCAN_SPLITS).ifPresent(source::setSplits);
    if (limit != null && limit > 0 && limit <= GREATEST_LIMIT) {
      source.setLimit(limit);
    }
    try {
      return SourceProvider.of(
          source.build(), options.getOptional(FactoryUtil.SOURCE_PARALLELISM).orElse(null));
    } catch (IllegalArgumentException e) {
      throw new ValidationException(asSummaryString() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public LookupRuntimeProvider getLookupRuntimeProvider(LookupContext context) {
    LookupQuery query =
        LookupQuery.of(table, (RowType) producedType.getLogicalType(), context.getKeys());
    LookupSettings settings =
        new LookupSettings(connection, query, options.get(LookupOptions.MAX_RETRIES));
    LookupCache cache = cache();
    if (options.get(CassandraOptions.LOOKUP_ASYNC)) {
      AsyncRowLookup function = new AsyncRowLookup(settings);
      return cache == null
          ? AsyncLookupFunctionProvider.of(function)
          : PartialCachingAsyncLookupProvider.of(function, cache);
    }
    SyncRowLookup function = new SyncRowLookup(settings);
    return cache == null
        ? LookupFunctionProvider.of(function)
        : PartialCachingLookupProvider.of(function, cache);
  }

  private @Nullable LookupCache cache() {
    return switch (options.get(LookupOptions.CACHE_TYPE)) {
      case NONE -> null;
      case PARTIAL -> {
        try {
          yield DefaultLookupCache.fromConfig(options);
        } catch (IllegalArgumentException e) {
          throw new ValidationException(asSummaryString() + ": " + e.getMessage(), e);
        }
      }
      case FULL ->
          throw new ValidationException(
              "%s: lookup.cache = FULL is not there; use PARTIAL, or NONE"
                  .formatted(asSummaryString()));
    };
  }

  @Override
  public DynamicTableSource copy() {
    CassandraTableSource copy = new CassandraTableSource(connection, table, physicalType, options);
    copy.producedType = producedType;
    copy.filters = filters;
    copy.limit = limit;
    return copy;
  }

  @Override
  public String asSummaryString() {
    return "Cassandra table " + table.keyspace() + "." + table.table();
  }
}
