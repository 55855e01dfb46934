package io.millrace.flink.connector.cassandra.table;

import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.session.CassandraSetupException;
import io.millrace.flink.connector.cassandra.session.SessionLease;
import io.millrace.flink.connector.cassandra.types.TableDescription;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.lookup.LookupOptions;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.jspecify.annotations.Nullable;

/**
 * {@code 'connector' = 'cassandra'}: a table to write to, to scan and to look up from.
 *
 * <p>Planning asks the cluster for the table, so that a missing column or a type that does not map
 * is one message before the job is submitted.
 */
@PublicEvolving
public final class CassandraTableFactory
    implements DynamicTableSinkFactory, DynamicTableSourceFactory {

  public static final String IDENTIFIER = "cassandra";

  /** Of a catalog, whose tables bring no connection of their own. */
  private final @Nullable CassandraConnection catalogConnection;

  /** For Flink's discovery. */
  public CassandraTableFactory() {
    this(null);
  }

  private CassandraTableFactory(@Nullable CassandraConnection catalogConnection) {
    this.catalogConnection = catalogConnection;
  }

  /** The factory of a catalog's tables, whose options then need no password. */
  public static CassandraTableFactory ofCatalog(CassandraConnection connection) {
    return new CassandraTableFactory(connection);
  }

  @Override
  public String factoryIdentifier() {
    return IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    Set<ConfigOption<?>> options =
        new LinkedHashSet<>(Set.of(CassandraOptions.KEYSPACE, CassandraOptions.TABLE));
    if (catalogConnection == null) {
      options.add(CassandraOptions.CONTACT_POINTS);
    }
    return options;
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    Set<ConfigOption<?>> options =
        new LinkedHashSet<>(
            Set.of(
                CassandraOptions.SINK_MAX_IN_FLIGHT,
                CassandraOptions.SINK_MAX_RETRY_TIME,
                CassandraOptions.SCAN_SPLITS,
                CassandraOptions.SCAN_FETCH_SIZE,
                CassandraOptions.SCAN_MAX_RETRY_TIME,
                FactoryUtil.SOURCE_PARALLELISM,
                CassandraOptions.LOOKUP_ASYNC,
                LookupOptions.CACHE_TYPE,
                LookupOptions.MAX_RETRIES,
                LookupOptions.PARTIAL_CACHE_MAX_ROWS,
                LookupOptions.PARTIAL_CACHE_EXPIRE_AFTER_WRITE,
                LookupOptions.PARTIAL_CACHE_EXPIRE_AFTER_ACCESS,
                LookupOptions.PARTIAL_CACHE_CACHE_MISSING_KEY,
                FactoryUtil.SINK_PARALLELISM));
    if (catalogConnection == null) {
      options.addAll(
          Set.of(
              CassandraOptions.LOCAL_DATACENTER,
              CassandraOptions.USERNAME,
              CassandraOptions.PASSWORD,
              CassandraOptions.CONSISTENCY_LEVEL,
              CassandraOptions.REQUEST_TIMEOUT));
    }
    return options;
  }

  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
    helper.validateExcept(CassandraOptions.DRIVER_PREFIX);
    ReadableConfig options = helper.getOptions();
    CassandraConnection connection = connection(context, options);
    return new CassandraTableSource(
        connection,
        describe(connection, context, options),
        context.getPhysicalRowDataType(),
        options);
  }

  @Override
  public DynamicTableSink createDynamicTableSink(Context context) {
    FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
    helper.validateExcept(CassandraOptions.DRIVER_PREFIX);
    ReadableConfig options = helper.getOptions();
    CassandraConnection connection = connection(context, options);
    return new CassandraTableSink(
        connection,
        describe(connection, context, options),
        context.getPhysicalRowDataType(),
        context.getPrimaryKeyIndexes(),
        options);
  }

  private CassandraConnection connection(Context context, ReadableConfig options) {
    if (catalogConnection != null) {
      return catalogConnection;
    }
    try {
      return connection(options, context.getCatalogTable().getOptions());
    } catch (IllegalArgumentException e) {
      throw new ValidationException(
          "table %s: %s".formatted(context.getObjectIdentifier().asSummaryString(), e.getMessage()),
          e);
    }
  }

  /**
   * Of the options of a table or catalog.
   *
   * @param all as they are written, for those of the driver
   * @throws IllegalArgumentException if they make no connection
   */
  public static CassandraConnection connection(ReadableConfig options, Map<String, String> all) {
    CassandraConnection.Builder connection =
        CassandraConnection.builder()
            .setContactPoints(options.get(CassandraOptions.CONTACT_POINTS))
            .setLocalDatacenter(options.get(CassandraOptions.LOCAL_DATACENTER))
            .setConsistencyLevel(options.get(CassandraOptions.CONSISTENCY_LEVEL))
            .setRequestTimeout(options.get(CassandraOptions.REQUEST_TIMEOUT));
    String username = options.get(CassandraOptions.USERNAME);
    String password = options.get(CassandraOptions.PASSWORD);
    if ((username == null) != (password == null)) {
      throw new IllegalArgumentException("username and password go together; set both or neither");
    }
    if (username != null && password != null) {
      connection.setCredentials(username, password);
    }
    all.forEach(
        (key, value) -> {
          if (key.startsWith(CassandraOptions.DRIVER_PREFIX)) {
            connection.setDriverOption(
                key.substring(CassandraOptions.DRIVER_PREFIX.length()), value);
          }
        });
    return connection.build();
  }

  private static TableDescription describe(
      CassandraConnection connection, Context context, ReadableConfig options) {
    try (SessionLease lease = SessionLease.acquire(connection, context.getClassLoader())) {
      return TableDescription.read(
          lease.session(),
          options.get(CassandraOptions.KEYSPACE),
          options.get(CassandraOptions.TABLE));
    } catch (CassandraSetupException e) {
      throw new ValidationException(
          "table %s: %s".formatted(context.getObjectIdentifier().asSummaryString(), e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ValidationException("interrupted while asking Cassandra for its table", e);
    }
  }
}
