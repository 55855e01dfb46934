package io.millrace.jobs.sql;

import io.millrace.config.ConfigException;
import io.millrace.config.Suggestion;
import io.millrace.jobs.common.MillraceConfig;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code ${name}} stands for in scripts and table files: values of {@code millrace.yaml}, the
 * script's own name, and what the command line defines, which wins. docs/sql.md lists them.
 */
final class SqlVariables {

  private static final Pattern REFERENCE =
      Pattern.compile("\\s*([A-Za-z_][\\w.]*)\\s*(?::-(.*))?", Pattern.DOTALL);

  private final Map<String, String> values;

  private SqlVariables(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Those of a deployment.
   *
   * @param script names the job; consumer groups and transactions are named after it
   */
  static SqlVariables of(MillraceConfig config, String script, Map<String, String> defined) {
    Map<String, String> values = new TreeMap<>();
    values.put("script", script);
    values.put("kafka.bootstrap_servers", config.kafka().bootstrapServers());
    values.put("kafka_options", kafkaOptions(config.kafka()));
    values.put("topics.prefix", config.outbound().prefix());
    values.put("ingest.discover_every", config.ingest().discoverEvery().toMillis() + " ms");
    values.put(
        "ingest.transaction_timeout_millis",
        Long.toString(config.ingest().transactionTimeout().toMillis()));
    if (config.archive().path() != null) {
      values.put("archive.path", config.archive().path());
    }
    if (config.cassandra() != null) {
      values.put("cassandra.contact_points", String.join(",", config.cassandra().contactPoints()));
      values.put("cassandra.datacenter", config.cassandra().datacenter());
      values.put("cassandra.keyspace", config.cassandra().keyspace());
    }
    values.putAll(defined);
    return new SqlVariables(values);
  }

  static SqlVariables of(Map<String, String> values) {
    return new SqlVariables(values);
  }

  /** Those with which Kafka tables are read up to their present end, not for ever. */
  SqlVariables bounded() {
    Map<String, String> more = new TreeMap<>(values);
    more.putIfAbsent("bounded", "latest-offset");
    return new SqlVariables(more);
  }

  /** The value of {@code name} or {@code name:-default}. */
  String resolve(String reference) {
    Matcher parts = REFERENCE.matcher(reference);
    if (!parts.matches()) {
      throw new ConfigException(
          "found ${" + reference + "}; write ${name} or ${name:-default}, or $${ for the text ${");
    }
    String name = parts.group(1);
    String value = values.get(name);
    if (value != null) {
      return value;
    }
    String fallback = parts.group(2);
    if (fallback != null) {
      return fallback;
    }
    throw new ConfigException(
        "the variable ${"
            + name
            + "} is not defined"
            + Suggestion.hint(name, values.keySet())
            + " add --define "
            + name
            + "=VALUE, or a default: ${"
            + name
            + ":-VALUE}");
  }

  /** Everything that a Kafka table must know to reach the brokers, as its options. */
  private static String kafkaOptions(MillraceConfig.Kafka kafka) {
    StringBuilder options =
        new StringBuilder("'properties.bootstrap.servers' = ")
            .append(literal(kafka.bootstrapServers()));
    new TreeMap<>(kafka.properties())
        .forEach(
            (name, value) ->
                options
                    .append(", ")
                    .append(literal("properties." + name))
                    .append(" = ")
                    .append(literal(value)));
    return options.toString();
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
