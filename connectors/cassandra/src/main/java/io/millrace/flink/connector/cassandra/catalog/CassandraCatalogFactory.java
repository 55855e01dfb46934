package io.millrace.flink.connector.cassandra.catalog;

import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.table.CassandraOptions;
import io.millrace.flink.connector.cassandra.table.CassandraTableFactory;
import java.util.Set;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.catalog.CommonCatalogOptions;
import org.apache.flink.table.factories.CatalogFactory;
import org.apache.flink.table.factories.FactoryUtil;

/** {@code CREATE CATALOG c WITH ('type' = 'cassandra')}: a {@link CassandraCatalog}. */
@PublicEvolving
public final class CassandraCatalogFactory implements CatalogFactory {

  public static final String IDENTIFIER = "cassandra";

  public static final ConfigOption<String> DEFAULT_DATABASE =
      ConfigOptions.key(CommonCatalogOptions.DEFAULT_DATABASE_KEY)
          .stringType()
          .noDefaultValue()
          .withDescription(
              "the keyspace of tables named without one; by default the only keyspace, and none if"
                  + " there are several");

  @Override
  public String factoryIdentifier() {
    return IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(CassandraOptions.CONTACT_POINTS);
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of(
        DEFAULT_DATABASE,
        CassandraOptions.LOCAL_DATACENTER,
        CassandraOptions.USERNAME,
        CassandraOptions.PASSWORD,
        CassandraOptions.CONSISTENCY_LEVEL,
        CassandraOptions.REQUEST_TIMEOUT);
  }

  @Override
  public Catalog createCatalog(Context context) {
    FactoryUtil.CatalogFactoryHelper helper = FactoryUtil.createCatalogFactoryHelper(this, context);
    helper.validateExcept(CassandraOptions.DRIVER_PREFIX);
    CassandraConnection connection;
    try {
      connection = CassandraTableFactory.connection(helper.getOptions(), context.getOptions());
    } catch (IllegalArgumentException e) {
      throw new ValidationException(
          "catalog %s: %s".formatted(context.getName(), e.getMessage()), e);
    }
    return new CassandraCatalog(
        context.getName(),
        connection,
        helper.getOptions().get(DEFAULT_DATABASE),
        context.getClassLoader());
  }
}
