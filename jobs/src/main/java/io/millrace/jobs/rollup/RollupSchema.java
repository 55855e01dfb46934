package io.millrace.jobs.rollup;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.ListType;
import com.datastax.oss.driver.api.core.type.UserDefinedType;
import io.millrace.config.ConfigException;
import io.millrace.datasets.DatasetCatalog;
import io.millrace.datasets.DatasetDefinition;
import io.millrace.datasets.DatasetTable;
import io.millrace.datasets.DefinitionsTable;
import io.millrace.datasets.ExistingTable;
import io.millrace.datasets.ProgressTable;
import io.millrace.datasets.SubmittedDefinition;
import io.millrace.datasets.UserType;
import io.millrace.jobs.common.CassandraKeyspace;
import io.millrace.jobs.common.MillraceConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Brings the types and tables of a catalog into being, or says why that can't be. */
final class RollupSchema {

  /** A schema change on a busy cluster takes longer than a read. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CqlSession session;
  private final MillraceConfig.Cassandra settings;

  RollupSchema(CqlSession session, MillraceConfig.Cassandra settings) {
    this.session = session;
    this.settings = settings;
  }

  /**
   * The statements that are missing for the catalog: none of them when all is there. Throws {@link
   * ConfigException} for a table that no added column can make fit.
   */
  List<String> missingStatements(DatasetCatalog catalog) {
    List<String> statements = new ArrayList<>();
    Optional<KeyspaceMetadata> keyspace =
        session.refreshSchema().getKeyspace(CqlIdentifier.fromInternal(settings.keyspace()));
    if (keyspace.isEmpty()) {
      statements.add(CassandraKeyspace.createStatement(settings));
    }
    if (keyspace.flatMap(found -> found.getTable(ProgressTable.NAME)).isEmpty()) {
      statements.add(ProgressTable.createStatement(settings.keyspace()));
    }
    if (keyspace.flatMap(found -> found.getTable(DefinitionsTable.NAME)).isEmpty()) {
      statements.add(DefinitionsTable.createStatement(settings.keyspace()));
    }
    Set<UserType> types = new LinkedHashSet<>();
    catalog.tables().forEach(table -> types.addAll(table.userTypes()));
    for (UserType type : types) {
      Optional<UserDefinedType> existing =
          keyspace.flatMap(
              found -> found.getUserDefinedType(CqlIdentifier.fromInternal(type.cqlName())));
      if (existing.isEmpty()) {
        statements.add(type.createStatement(settings.keyspace()));
      } else {
        type.requireSame(settings.keyspace(), fields(existing.get()));
      }
    }
    for (DatasetTable table : catalog.tables()) {
      Optional<TableMetadata> existing =
          keyspace.flatMap(found -> found.getTable(CqlIdentifier.fromInternal(table.name())));
      if (existing.isEmpty()) {
        statements.add(table.createStatement(settings.keyspace()));
      } else {
        statements.addAll(table.addedColumns(settings.keyspace(), describe(existing.get())));
      }
    }
    return statements;
  }

  /**
   * What is lost with the catalog of what was submitted before. Throws {@link ConfigException} for
   * a definition that has changed without a new version.
   */
  List<String> changes(DatasetCatalog catalog) {
    return SubmittedDefinition.changes(catalog.definitions(), submitted());
  }

  private Map<String, SubmittedDefinition> submitted() {
    Map<String, SubmittedDefinition> submitted = new HashMap<>();
    boolean exists =
        session
            .getMetadata()
            .getKeyspace(CqlIdentifier.fromInternal(settings.keyspace()))
            .flatMap(keyspace -> keyspace.getTable(DefinitionsTable.NAME))
            .isPresent();
    if (exists) {
      for (Row row : session.execute(DefinitionsTable.select(settings.keyspace()))) {
        Map<String, String> shape = row.getMap("shape", String.class, String.class);
        submitted.put(
            Objects.requireNonNull(row.getString("dataset")),
            new SubmittedDefinition(row.getInt("version"), shape == null ? Map.of() : shape));
      }
    }
    return submitted;
  }

  /** Remembers the catalog for the next submission. */
  void remember(DatasetCatalog catalog) {
    Set<String> before = new HashSet<>(submitted().keySet());
    PreparedStatement insert = session.prepare(DefinitionsTable.insert(settings.keyspace()));
    for (DatasetDefinition definition : catalog.definitions()) {
      before.remove(definition.name());
      session.execute(
          insert.bind(definition.name(), definition.version(), definition.shape(), Instant.now()));
    }
    PreparedStatement delete = session.prepare(DefinitionsTable.delete(settings.keyspace()));
    before.forEach(gone -> session.execute(delete.bind(gone)));
  }

  /** Runs the missing statements. */
  void bringAbout(DatasetCatalog catalog) {
    for (String statement : missingStatements(catalog)) {
      try {
        session.execute(SimpleStatement.newInstance(statement).setTimeout(PATIENCE));
      } catch (DriverException e) {
        throw new ConfigException(
            "cassandra: "
                + e.getMessage()
                + "; let the user create tables in keyspace "
                + settings.keyspace()
                + ", or run as another: "
                + statement,
            e);
      }
    }
    session.checkSchemaAgreement();
  }

  private static ExistingTable describe(TableMetadata table) {
    Map<String, String> columns = new HashMap<>();
    table
        .getColumns()
        .forEach((name, column) -> columns.put(name.asInternal(), cql(column.getType())));
    return new ExistingTable(
        columns,
        names(table.getPartitionKey()),
        names(table.getClusteringColumns().keySet()),
        String.valueOf(table.getOptions().get(CqlIdentifier.fromInternal("comment"))));
  }

  private static Map<String, String> fields(UserDefinedType type) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < type.getFieldNames().size(); i++) {
      fields.put(type.getFieldNames().get(i).asInternal(), cql(type.getFieldTypes().get(i)));
    }
    return fields;
  }

  /** As our own statements write it: a type of the keyspace without the keyspace's name. */
  private static String cql(DataType type) {
    if (type instanceof UserDefinedType udt) {
      String name = udt.getName().asInternal();
      return udt.isFrozen() ? "frozen<" + name + ">" : name;
    }
    if (type instanceof ListType list) {
      String text = "list<" + cql(list.getElementType()) + ">";
      return list.isFrozen() ? "frozen<" + text + ">" : text;
    }
    return type.asCql(true, true);
  }

  private static List<String> names(Collection<ColumnMetadata> columns) {
    return columns.stream().map(column -> column.getName().asInternal()).toList();
  }
}
