package io.millrace.flink.connector.cassandra.catalog;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.session.CassandraSetupException;
import io.millrace.flink.connector.cassandra.session.SessionLease;
import io.millrace.flink.connector.cassandra.table.CassandraOptions;
import io.millrace.flink.connector.cassandra.table.CassandraTableFactory;
import io.millrace.flink.connector.cassandra.types.CqlTypes;
import io.millrace.flink.connector.cassandra.types.TableDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.CatalogDatabase;
import org.apache.flink.table.catalog.CatalogDatabaseImpl;
import org.apache.flink.table.catalog.CatalogFunction;
import org.apache.flink.table.catalog.CatalogPartition;
import org.apache.flink.table.catalog.CatalogPartitionSpec;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.exceptions.CatalogException;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;
import org.apache.flink.table.catalog.exceptions.FunctionNotExistException;
import org.apache.flink.table.catalog.exceptions.PartitionNotExistException;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.apache.flink.table.catalog.exceptions.TableNotPartitionedException;
import org.apache.flink.table.catalog.stats.CatalogColumnStatistics;
import org.apache.flink.table.catalog.stats.CatalogTableStatistics;
import org.apache.flink.table.expressions.Expression;
import org.apache.flink.table.factories.Factory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.DataType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keyspaces of a cluster as databases and their tables as tables, with types and primary keys.
 *
 * <p>Names are as Cassandra stores them. Keyspaces of the system, which the driver leaves out, and
 * materialized views are not there. Nothing can be created, altered or dropped: that is CQL's.
 */
@PublicEvolving
public final class CassandraCatalog implements Catalog {

  /** How Cassandra calls a table's comment among its options. */
  private static final CqlIdentifier COMMENT = CqlIdentifier.fromInternal("comment");

  private static final Logger LOG = LoggerFactory.getLogger(CassandraCatalog.class);

  /** Longer than the driver itself waits for nodes to agree, and for a page of a schema. */
  private static final long REFRESH_PATIENCE_SECONDS = 20;

  private final String name;
  private final CassandraConnection connection;
  private final @Nullable String declaredDatabase;
  private final ClassLoader loader;
  private final CassandraTableFactory tableFactory;

  private boolean isOpen;
  private @Nullable SessionLease lease;
  private @Nullable String defaultDatabase;

  /**
   * @param declaredDatabase the keyspace of tables named without one; if null, the only keyspace
   * @param loader of the classes that options of the driver name
   */
  public CassandraCatalog(
      String name,
      CassandraConnection connection,
      @Nullable String declaredDatabase,
      ClassLoader loader) {
    this.name = name;
    this.connection = connection;
    this.declaredDatabase = declaredDatabase;
    this.loader = loader;
    tableFactory = CassandraTableFactory.ofCatalog(connection);
  }

  /**
   * @throws CatalogException if Cassandra cannot be reached or lacks the default database, saying
   *     what to change
   */
  @Override
  public void open() {
    if (isOpen) {
      return;
    }
    isOpen = true;
    try {
      defaultDatabase = chooseDefaultDatabase();
    } catch (CatalogException e) {
      close();
      throw e;
    }
  }

  private SessionLease connect() {
    try {
      return SessionLease.acquire(connection, loader);
    } catch (CassandraSetupException e) {
      throw new CatalogException("catalog %s: %s".formatted(name, e.getMessage()), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private CatalogException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new CatalogException("catalog %s: interrupted while connecting".formatted(name), e);
  }

  /** Of several keyspaces none is taken: which one comes first could change any day. */
  private @Nullable String chooseDefaultDatabase() {
    List<String> keyspaces = listDatabases();
    if (declaredDatabase == null) {
      return keyspaces.size() == 1 ? keyspaces.get(0) : null;
    }
    if (!keyspaces.contains(declaredDatabase)) {
      throw new CatalogException(
          "catalog %s: Cassandra has no keyspace '%s', only %s; create it or correct '%s'"
              .formatted(
                  name,
                  declaredDatabase,
                  keyspaces,
                  CassandraCatalogFactory.DEFAULT_DATABASE.key()));
    }
    return declaredDatabase;
  }

  @Override
  public void close() {
    isOpen = false;
    disconnect();
  }

  private void disconnect() {
    if (lease != null) {
      lease.close();
      lease = null;
    }
  }

  /** Makes tables that reach Cassandra as the catalog does, so that theirs is no password. */
  @Override
  public Optional<Factory> getFactory() {
    return Optional.of(tableFactory);
  }

  @Override
  public @Nullable String getDefaultDatabase() {
    return defaultDatabase;
  }

  @Override
  public List<String> listDatabases() {
    return names(refreshed().getKeyspaces().keySet());
  }

  @Override
  public CatalogDatabase getDatabase(String database) throws DatabaseNotExistException {
    keyspace(database);
    return new CatalogDatabaseImpl(Map.of(), null);
  }

  @Override
  public boolean databaseExists(String database) {
    return find(metadata -> keyspace(metadata, database)).isPresent();
  }

  @Override
  public List<String> listTables(String database) throws DatabaseNotExistException {
    return names(
        keyspace(refreshed(), database)
            .orElseThrow(() -> new DatabaseNotExistException(name, database))
            .getTables()
            .keySet());
  }

  /** Views of Flink; Cassandra's materialized views are tables, which the connector has not. */
  @Override
  public List<String> listViews(String database) throws DatabaseNotExistException {
    keyspace(database);
    return List.of();
  }

  /**
   * A table as Cassandra has it. A column without a Flink type is left out, which the comment says.
   *
   * @throws CatalogException if such a column is in the primary key
   */
  @Override
  public CatalogBaseTable getTable(ObjectPath path) throws TableNotExistException {
    TableMetadata metadata = find(path).orElseThrow(() -> new TableNotExistException(name, path));
    TableDescription table = TableDescription.of(metadata);
    List<String> primaryKey = table.primaryKey();
    Schema.Builder schema = Schema.newBuilder();
    StringJoiner leftOut = new StringJoiner("; ");
    table
        .columns()
        .forEach(
            (column, cql) -> {
              boolean inKey = primaryKey.contains(column);
              try {
                DataType type = CqlTypes.toFlink(cql);
                schema.column(column, inKey ? type.notNull() : type);
              } catch (IllegalArgumentException e) {
                if (inKey) {
                  throw new CatalogException(
                      "table %s, key column '%s': %s"
                          .formatted(path.getFullName(), column, e.getMessage()),
                      e);
                }
                leftOut.add("without column '%s' (%s)".formatted(column, cql.asCql(false, true)));
              }
            });
    schema.primaryKey(primaryKey);
    return CatalogTable.newBuilder()
        .schema(schema.build())
        .comment(comment(metadata, leftOut.toString()))
        .options(
            Map.of(
                FactoryUtil.CONNECTOR.key(), CassandraTableFactory.IDENTIFIER,
                CassandraOptions.KEYSPACE.key(), table.keyspace(),
                CassandraOptions.TABLE.key(), table.table()))
        .build();
  }

  private static @Nullable String comment(TableMetadata table, String leftOut) {
    Object own = table.getOptions().get(COMMENT);
    StringJoiner comment = new StringJoiner("; ");
    if (own != null && !own.toString().isBlank()) {
      comment.add(own.toString());
    }
    if (!leftOut.isEmpty()) {
      comment.add(leftOut);
    }
    return comment.length() == 0 ? null : comment.toString();
  }

  @Override
  public boolean tableExists(ObjectPath path) {
    return find(path).isPresent();
  }

  private Optional<TableMetadata> find(ObjectPath path) {
    return find(
        metadata ->
            keyspace(metadata, path.getDatabaseName())
                .flatMap(
                    keyspace ->
                        keyspace.getTable(CqlIdentifier.fromInternal(path.getObjectName()))));
  }

  private void keyspace(String database) throws DatabaseNotExistException {
    if (!databaseExists(database)) {
      throw new DatabaseNotExistException(name, database);
    }
  }

  private static Optional<KeyspaceMetadata> keyspace(Metadata metadata, String database) {
    return metadata.getKeyspace(CqlIdentifier.fromInternal(database));
  }

  /** In what the driver knows, and if it is not there, in what Cassandra says now. */
  private <T> Optional<T> find(Function<Metadata, Optional<T>> lookup) {
    return lookup.apply(session().getMetadata()).or(() -> lookup.apply(refreshed()));
  }

  /**
   * The driver hears of changes with a delay of a second, too late for who lists them.
   *
   * <p>If the driver's own connection breaks before it reads the schema, it takes this reading for
   * one that goes on and lets all others wait for it, for ever (seen with 4.19.3; told of at
   * github.com/scylladb/java-driver/issues/841). Only another session helps then.
   */
  private Metadata refreshed() {
    try {
      return session()
          .refreshSchemaAsync()
          .toCompletableFuture()
          .get(REFRESH_PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new CatalogException(
          "catalog %s: Cassandra does not tell its schema; see to the cluster and ask again: %s"
              .formatted(name, e.getCause()),
          e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (TimeoutException e) {
      LOG.warn(
          "Catalog {}: no schema within {} s, connecting anew", name, REFRESH_PATIENCE_SECONDS, e);
      disconnect();
      return session().getMetadata();
    }
  }

  private CqlSession session() {
    if (!isOpen) {
      throw new CatalogException("catalog %s is not open".formatted(name));
    }
    if (lease == null) {
      lease = connect();
    }
    return lease.session();
  }

  private static List<String> names(Collection<CqlIdentifier> names) {
    return new ArrayList<>(names.stream().map(CqlIdentifier::asInternal).sorted().toList());
  }

  // What Cassandra has not.

  @Override
  public List<CatalogPartitionSpec> listPartitions(ObjectPath path)
      throws TableNotPartitionedException {
    throw new TableNotPartitionedException(name, path);
  }

  @Override
  public List<CatalogPartitionSpec> listPartitions(ObjectPath path, CatalogPartitionSpec partition)
      throws TableNotPartitionedException {
    throw new TableNotPartitionedException(name, path);
  }

  @Override
  public List<CatalogPartitionSpec> listPartitionsByFilter(
      ObjectPath path, List<Expression> filters) throws TableNotPartitionedException {
    throw new TableNotPartitionedException(name, path);
  }

  @Override
  public CatalogPartition getPartition(ObjectPath path, CatalogPartitionSpec partition)
      throws PartitionNotExistException {
    throw new PartitionNotExistException(name, path, partition);
  }

  @Override
  public boolean partitionExists(ObjectPath path, CatalogPartitionSpec partition) {
    return false;
  }

  @Override
  public List<String> listFunctions(String database) throws DatabaseNotExistException {
    keyspace(database);
    return List.of();
  }

  @Override
  public CatalogFunction getFunction(ObjectPath path) throws FunctionNotExistException {
    throw new FunctionNotExistException(name, path);
  }

  @Override
  public boolean functionExists(ObjectPath path) {
    return false;
  }

  @Override
  public CatalogTableStatistics getTableStatistics(ObjectPath path) {
    return CatalogTableStatistics.UNKNOWN;
  }

  @Override
  public CatalogColumnStatistics getTableColumnStatistics(ObjectPath path) {
    return CatalogColumnStatistics.UNKNOWN;
  }

  @Override
  public CatalogTableStatistics getPartitionStatistics(
      ObjectPath path, CatalogPartitionSpec partition) {
    return CatalogTableStatistics.UNKNOWN;
  }

  @Override
  public CatalogColumnStatistics getPartitionColumnStatistics(
      ObjectPath path, CatalogPartitionSpec partition) {
    return CatalogColumnStatistics.UNKNOWN;
  }

  // What CQL is for.

  @Override
  public void createDatabase(String database, CatalogDatabase definition, boolean ignoreIfExists) {
    throw readOnly("create keyspace " + database);
  }

  @Override
  public void dropDatabase(String database, boolean ignoreIfNotExists, boolean cascade) {
    throw readOnly("drop keyspace " + database);
  }

  @Override
  public void alterDatabase(
      String database, CatalogDatabase definition, boolean ignoreIfNotExists) {
    throw readOnly("alter keyspace " + database);
  }

  @Override
  public void createTable(ObjectPath path, CatalogBaseTable table, boolean ignoreIfExists) {
    throw readOnly("create table " + path.getFullName());
  }

  @Override
  public void dropTable(ObjectPath path, boolean ignoreIfNotExists) {
    throw readOnly("drop table " + path.getFullName());
  }

  @Override
  public void renameTable(ObjectPath path, String newName, boolean ignoreIfNotExists) {
    throw readOnly("rename table " + path.getFullName());
  }

  @Override
  public void alterTable(ObjectPath path, CatalogBaseTable table, boolean ignoreIfNotExists) {
    throw readOnly("alter table " + path.getFullName());
  }

  @Override
  public void createPartition(
      ObjectPath path,
      CatalogPartitionSpec spec,
      CatalogPartition partition,
      boolean ignoreIfExists) {
    throw readOnly("create a partition of " + path.getFullName());
  }

  @Override
  public void dropPartition(ObjectPath path, CatalogPartitionSpec spec, boolean ignoreIfNotExists) {
    throw readOnly("drop a partition of " + path.getFullName());
  }

  @Override
  public void alterPartition(
      ObjectPath path,
      CatalogPartitionSpec spec,
      CatalogPartition partition,
      boolean ignoreIfNotExists) {
    throw readOnly("alter a partition of " + path.getFullName());
  }

  @Override
  public void createFunction(ObjectPath path, CatalogFunction function, boolean ignoreIfExists) {
    throw readOnly("create function " + path.getFullName());
  }

  @Override
  public void alterFunction(ObjectPath path, CatalogFunction function, boolean ignoreIfNotExists) {
    throw readOnly("alter function " + path.getFullName());
  }

  @Override
  public void dropFunction(ObjectPath path, boolean ignoreIfNotExists) {
    throw readOnly("drop function " + path.getFullName());
  }

  @Override
  public void alterTableStatistics(
      ObjectPath path, CatalogTableStatistics statistics, boolean ignoreIfNotExists) {
    throw readOnly("alter statistics of " + path.getFullName());
  }

  @Override
  public void alterTableColumnStatistics(
      ObjectPath path, CatalogColumnStatistics statistics, boolean ignoreIfNotExists) {
    throw readOnly("alter statistics of " + path.getFullName());
  }

  @Override
  public void alterPartitionStatistics(
      ObjectPath path,
      CatalogPartitionSpec spec,
      CatalogTableStatistics statistics,
      boolean ignoreIfNotExists) {
    throw readOnly("alter statistics of " + path.getFullName());
  }

  @Override
  public void alterPartitionColumnStatistics(
      ObjectPath path,
      CatalogPartitionSpec spec,
      CatalogColumnStatistics statistics,
      boolean ignoreIfNotExists) {
    throw readOnly("alter statistics of " + path.getFullName());
  }

  private UnsupportedOperationException readOnly(String what) {
    return new UnsupportedOperationException(
        "catalog %s of Cassandra does not %s; use CQL".formatted(name, what));
  }
}
