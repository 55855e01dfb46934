package io.millrace.flink.connector.cassandra.table;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.sink.CassandraSinkBuilder;
import io.millrace.flink.connector.cassandra.source.CassandraSourceBuilder;
import java.time.Duration;
import java.util.List;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.description.Description;

/** The options of {@code 'connector' = 'cassandra'}; docs/connectors/cassandra.md lists them. */
@PublicEvolving
public final class CassandraOptions {

  /** Options whose key begins so go to the driver as they are, without this prefix. */
  public static final String DRIVER_PREFIX = "driver.";

  public static final ConfigOption<List<String>> CONTACT_POINTS =
      ConfigOptions.key("contact-points")
          .stringType()
          .asList()
          .noDefaultValue()
          .withDescription("host:port of some nodes, several with semicolons");

  public static final ConfigOption<String> LOCAL_DATACENTER =
      ConfigOptions.key("local-datacenter")
          .stringType()
          .defaultValue("datacenter1")
          .withDescription("only its nodes get requests");

  public static final ConfigOption<String> USERNAME =
      ConfigOptions.key("username").stringType().noDefaultValue().withDescription("with password");

  public static final ConfigOption<String> PASSWORD =
      ConfigOptions.key("password").stringType().noDefaultValue().withDescription("of the user");

  public static final ConfigOption<DefaultConsistencyLevel> CONSISTENCY_LEVEL =
      ConfigOptions.key("consistency-level")
          .enumType(DefaultConsistencyLevel.class)
          .defaultValue((DefaultConsistencyLevel) CassandraConnection.DEFAULT_CONSISTENCY_LEVEL)
          .withDescription(
              Description.builder().text("of every read and write of the table").build());

  public static final ConfigOption<Duration> REQUEST_TIMEOUT =
      ConfigOptions.key("request-timeout")
          .durationType()
          .defaultValue(CassandraConnection.DEFAULT_REQUEST_TIMEOUT)
          .withDescription("for one attempt");

  public static final ConfigOption<String> KEYSPACE =
      ConfigOptions.key("keyspace")
          .stringType()
          .noDefaultValue()
          .withDescription("as Cassandra stores its name, without quotes");

  public static final ConfigOption<String> TABLE =
      ConfigOptions.key("table").stringType().noDefaultValue().withDescription("likewise");

  public static final ConfigOption<Integer> SINK_MAX_IN_FLIGHT =
      ConfigOptions.key("sink.max-in-flight")
          .intType()
          .defaultValue(CassandraSinkBuilder.DEFAULT_MAX_IN_FLIGHT)
          .withDescription("requests per subtask that wait for an answer, at most");

  public static final ConfigOption<Duration> SINK_MAX_RETRY_TIME =
      ConfigOptions.key("sink.max-retry-time")
          .durationType()
          .defaultValue(CassandraSinkBuilder.DEFAULT_MAX_RETRY_TIME)
          .withDescription("how long a row may be tried before the job fails");

  public static final ConfigOption<Integer> SCAN_SPLITS =
      ConfigOptions.key("scan.splits")
          .intType()
          .noDefaultValue()
          .withDescription(
              "into how many ranges of tokens the table is cut; without it, as its estimated size"
                  + " asks for");

  public static final ConfigOption<Integer> SCAN_FETCH_SIZE =
      ConfigOptions.key("scan.fetch-size")
          .intType()
          .defaultValue(CassandraSourceBuilder.DEFAULT_FETCH_SIZE)
          .withDescription("rows per page");

  public static final ConfigOption<Duration> SCAN_MAX_RETRY_TIME =
      ConfigOptions.key("scan.max-retry-time")
          .durationType()
          .defaultValue(CassandraSourceBuilder.DEFAULT_MAX_RETRY_TIME)
          .withDescription("how long a page may be tried before the job fails");

  public static final ConfigOption<Boolean> LOOKUP_ASYNC =
      ConfigOptions.key("lookup.async")
          .booleanType()
          .defaultValue(true)
          .withDescription("whether a lookup waits for Cassandra's answer beside others");

  private CassandraOptions() {}
}
