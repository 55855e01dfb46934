package io.millrace.jobs.common;

import io.millrace.config.ConfigFile;
import io.millrace.config.ConfigNode;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.sigma.SigmaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One deployment's configuration: {@code millrace.yaml}.
 *
 * <p>Every key has a row in docs/configuration.md; an unknown one is an error.
 */
public record MillraceConfig(
    Path file,
    Kafka kafka,
    TopicPolicy topics,
    Ingest ingest,
    @Nullable Cassandra cassandra,
    Rollup rollup,
    @Nullable Path datasets,
    Detect detect,
    @Nullable Path patterns,
    Sigma sigma,
    Archive archive,
    List<Webhook> webhooks) {

  public static final String INBOUND_PREFIX = "in.";
  public static final String BULK_TOPIC = "in._bulk";

  /** How to reach Kafka; {@code properties} go to every client as they are. */
  public record Kafka(String bootstrapServers, Map<String, String> properties) {

    /** The properties of any client, for {@code java.util.Properties}' sake a copy. */
    public Properties clientProperties() {
      Properties client = new Properties();
      client.putAll(properties);
      client.put("bootstrap.servers", bootstrapServers);
      return client;
    }

    /** Those of a job's source: of committed records, and tuned where the file says nothing. */
    public Properties sourceProperties() {
      Properties source = clientProperties();
      source.put("isolation.level", "read_committed");
      // With Kafka's 500 the fetcher and the task wait for each other too often; of many more most
      // outlive a young collection and are copied before they are used.
      source.putIfAbsent("max.poll.records", "2000");
      // G1 gives an array of half a region, which has 1 MB or more, a place in the old generation,
      // and at each looks whether that has to be marked: beside a large state again and again.
      source.putIfAbsent("fetch.max.bytes", Integer.toString(480 << 10));
      return source;
    }
  }

  /**
   * What ingest reads and how.
   *
   * @param collections whose inbound topics are read; empty reads all, new ones too
   * @param bulkCollections that bulk bodies may name; empty allows all
   * @param lateness how far behind its partition's frontier an event may be
   * @param idleAfter how long a partition may be silent and still hold back event time
   * @param silenceAfter how long a collection may be silent before its time follows the wall clock
   * @param exactlyOnce whether output waits for a checkpoint and comes once, or comes at once and
   *     after a failure twice
   * @param failOnMissing whether to stop when inbound records are gone that were not read
   */
  public record Ingest(
      List<String> collections,
      List<String> bulkCollections,
      Duration dedupFor,
      Duration futureLimit,
      MaxLateness lateness,
      Duration discoverEvery,
      Duration idleAfter,
      Duration silenceAfter,
      boolean exactlyOnce,
      boolean failOnMissing,
      Duration transactionTimeout,
      String transactionalIdPrefix) {}

  /** Where rollups are written; the password is a secret by reference, never logged. */
  public record Cassandra(
      List<String> contactPoints,
      String datacenter,
      String keyspace,
      int replication,
      @Nullable String username,
      @Nullable String password,
      Map<String, String> driver) {

    @Override
    public String toString() {
      return "Cassandra" + contactPoints + "/" + datacenter + "/" + keyspace;
    }
  }

  /**
   * How the rollup job behaves.
   *
   * @param cacheBytes about how much of the heap each subtask keeps its cells in use on
   * @param idleAfter how long a partition may be silent and still hold back event time
   */
  public record Rollup(
      Duration emitEvery, long cacheBytes, Duration idleAfter, Duration discoverEvery) {}

  /**
   * How the detect job behaves.
   *
   * @param lateness how far behind an event may be for any pattern, and how far ahead of all events
   *     a new version of one begins
   * @param idleAfter how long a partition may be silent and still hold back event time
   * @param cacheBytes about how much of the heap each subtask keeps the states of keys in use on
   */
  public record Detect(
      Duration lateness,
      Duration idleAfter,
      Duration discoverEvery,
      long cacheBytes,
      Duration transactionTimeout,
      String transactionalIdPrefix,
      Limits limits) {}

  /**
   * Rules in Sigma's format.
   *
   * @param rules the directory of their files
   */
  public record Sigma(@Nullable Path rules, SigmaSettings settings) {}

  /** Where the archive is written; any file system that the cluster knows. */
  public record Archive(@Nullable String path) {}

  /** The topics that ingest writes. */
  public OutboundTopics outbound() {
    return topics.names();
  }

  /** Reads and checks the file. Throws {@link io.millrace.config.ConfigException}. */
  public static MillraceConfig read(Path file) {
    return read(file, System::getenv);
  }

  /** The same with references to variables resolved from another environment. */
  public static MillraceConfig read(Path file, UnaryOperator<@Nullable String> environment) {
    ConfigNode root = ConfigFile.read(file, environment);
    Detect detect = detect(root.childOrEmpty("detect"));
    MillraceConfig config =
        new MillraceConfig(
            file,
            kafka(root.child("kafka")),
            topics(root.childOrEmpty("topics")),
            ingest(root.childOrEmpty("ingest")),
            cassandra(root.optionalChild("cassandra")),
            rollup(root.childOrEmpty("rollup")),
            root.optionalPath("datasets"),
            detect,
            root.optionalPath("patterns"),
            sigma(root.childOrEmpty("sigma"), detect),
            new Archive(root.childOrEmpty("archive").optionalText("path")),
            WebhookSettings.read(root));
    root.rejectUnknownKeys();
    return config;
  }

  private static Kafka kafka(ConfigNode node) {
    String servers = node.requiredText("bootstrap_servers");
    for (String server : servers.split(",", -1)) {
      if (!server.strip().matches("\\[?[^\\s,/]+]?:\\d{1,5}")) {
        throw node.error(
            "bootstrap_servers", "found '" + servers + "'; write host:port, several with commas");
      }
    }
    return new Kafka(servers, node.map("properties"));
  }

  private static TopicPolicy topics(ConfigNode node) {
    boolean keep = "for ever".equals(node.raw("retention"));
    Duration retention =
        keep ? Duration.ofMillis(-1) : node.duration("retention", Duration.ofDays(7));
    String prefix = node.text("prefix", "");
    String problem = OutboundTopics.problem(prefix);
    if (!problem.isEmpty()) {
      throw node.error("prefix", "found '" + prefix + "'; " + problem);
    }
    return TopicPolicy.of(
        new OutboundTopics(prefix),
        node.bool("create", true),
        node.integer("partitions", 4, 1, 10_000),
        node.integer("replication", 1, 1, Short.MAX_VALUE),
        retention);
  }

  private static Ingest ingest(ConfigNode node) {
    return new Ingest(
        node.texts("collections"),
        node.texts("bulk_collections"),
        atLeast(node, "dedup_for", Duration.ofDays(31), Duration.ofSeconds(1)),
        atLeast(node, "future_limit", Duration.ofHours(1), Duration.ZERO),
        lateness(node),
        atLeast(node, "discover_every", Duration.ofSeconds(10), Duration.ofMillis(100)),
        atLeast(node, "idle_after", Duration.ofMinutes(1), Duration.ofSeconds(1)),
        atLeast(node, "silence_after", Duration.ofMinutes(1), Duration.ofSeconds(1)),
        node.oneOf("guarantee", List.of("exactly-once", "at-least-once"), "exactly-once")
            .equals("exactly-once"),
        node.oneOf("on_missing_records", List.of("fail", "continue"), "fail").equals("fail"),
        atLeast(node, "transaction_timeout", Duration.ofMinutes(15), Duration.ofSeconds(1)),
        node.text("transactional_id_prefix", "millrace-ingest"));
  }

  private static MaxLateness lateness(ConfigNode node) {
    Duration usual = atLeast(node, "max_lateness", Duration.ofDays(7), Duration.ZERO);
    Map<String, Duration> special = new TreeMap<>();
    ConfigNode byCollection = node.childOrEmpty("max_lateness_of");
    for (String collection : byCollection.keys()) {
      special.put(collection, atLeast(byCollection, collection, usual, Duration.ZERO));
    }
    return new MaxLateness(usual, special);
  }

  private static @Nullable Cassandra cassandra(@Nullable ConfigNode node) {
    if (node == null) {
      return null;
    }
    List<String> contactPoints = node.texts("contact_points");
    if (contactPoints.isEmpty()) {
      throw node.error("contact_points", "is missing; write a list such as [127.0.0.1:9042]");
    }
    String keyspace = node.text("keyspace", "millrace");
    if (!keyspace.matches("[A-Za-z][A-Za-z0-9_]{0,47}")) {
      throw node.error(
          "keyspace",
          "found '" + keyspace + "'; write a letter, then letters, digits and _, at most 48");
    }
    String username = node.optionalText("username");
    String password = node.optionalText("password");
    if ((username == null) != (password == null)) {
      throw node.error(
          username == null ? "username" : "password",
          "is missing; write both username and password, or neither");
    }
    return new Cassandra(
        contactPoints,
        node.text("datacenter", "datacenter1"),
        keyspace,
        node.integer("replication", 1, 1, 100),
        username,
        password,
        node.map("driver"));
  }

  private static Rollup rollup(ConfigNode node) {
    return new Rollup(
        atLeast(node, "emit_every", Duration.ofSeconds(10), Duration.ofMillis(100)),
        (long) node.integer("cache_mb", 128, 0, 1 << 20) << 20,
        atLeast(node, "idle_after", Duration.ofSeconds(30), Duration.ofMillis(100)),
        atLeast(node, "discover_every", Duration.ofSeconds(10), Duration.ofMillis(100)));
  }

  private static Detect detect(ConfigNode node) {
    return new Detect(
        atLeast(node, "lateness", Duration.ofMinutes(1), Duration.ZERO),
        atLeast(node, "idle_after", Duration.ofSeconds(30), Duration.ofMillis(100)),
        atLeast(node, "discover_every", Duration.ofSeconds(10), Duration.ofMillis(100)),
        (long) node.integer("cache_mb", 128, 0, 1 << 20) << 20,
        atLeast(node, "transaction_timeout", Duration.ofMinutes(15), Duration.ofSeconds(1)),
        node.text("transactional_id_prefix", "millrace-detect"),
        limits(node));
  }

  private static Sigma sigma(ConfigNode node, Detect detect) {
    Path rules = node.optionalPath("rules");
    SigmaSettings settings = SigmaSettings.of(node);
    if (rules != null && settings.lateness().compareTo(detect.lateness()) > 0) {
      throw node.error(
          "lateness",
          "is "
              + settings.lateness().toMillis()
              + " ms, and detect.lateness "
              + detect.lateness().toMillis()
              + " ms; write less, or raise detect.lateness");
    }
    return new Sigma(rules, settings);
  }

  private static Limits limits(ConfigNode node) {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        most(node, "max_buffered_matches", usual.buffered()),
        most(node, "max_waiting_sequences", usual.waiting()),
        most(node, "max_window_events", usual.window()),
        most(node, "max_terms", usual.terms()),
        most(node, "max_suppressions", usual.suppressions()),
        most(node, "max_groups", usual.groups()),
        most(node, "max_alert_events", usual.alertEvents()),
        usual.keyBytes(),
        usual.shownCharacters());
  }

  private static int most(ConfigNode node, String key, int usual) {
    return node.integer(key, usual, 1, 10_000_000);
  }

  static Duration atLeast(ConfigNode node, String key, Duration fallback, Duration least) {
    Duration found = node.duration(key, fallback);
    if (found.compareTo(least) < 0) {
      throw node.error(
          key, "found " + found.toMillis() + " ms; write " + least.toMillis() + " ms or more");
    }
    return found;
  }
}
