package io.millrace.stack;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** One Cassandra node, a cluster of its own. */
final class CassandraServer implements ServerPlan {

  static final String DATACENTER = "datacenter1";
  static final String PASSWORD_AUTHENTICATOR = "PasswordAuthenticator";

  /** The first user of a cluster with passwords; its password is the same word. */
  static final String SUPERUSER = "cassandra";

  /** What Cassandra 5 needs opened on JDK 17, from its own jvm17-server.options. */
  private static final List<String> MODULE_OPTIONS =
      Stream.concat(
              Stream.of(
                      "java.base/jdk.internal.misc",
                      "java.base/jdk.internal.ref",
                      "java.base/sun.nio.ch",
                      "java.management.rmi/com.sun.jmx.remote.internal.rmi",
                      "java.rmi/sun.rmi.registry",
                      "java.rmi/sun.rmi.server",
                      "java.sql/java.sql",
                      "jdk.attach/sun.tools.attach",
                      "jdk.compiler/com.sun.tools.javac.file")
                  .map(name -> "--add-exports=" + name + "=ALL-UNNAMED"),
              Stream.of(
                      "java.base/java.io",
                      "java.base/java.lang",
                      "java.base/java.lang.module",
                      "java.base/java.lang.reflect",
                      "java.base/java.math",
                      "java.base/java.net",
                      "java.base/java.nio",
                      "java.base/java.util",
                      "java.base/java.util.concurrent",
                      "java.base/java.util.concurrent.atomic",
                      "java.base/jdk.internal.loader",
                      "java.base/jdk.internal.math",
                      "java.base/jdk.internal.module",
                      "java.base/jdk.internal.ref",
                      "java.base/jdk.internal.reflect",
                      "java.base/jdk.internal.util.jar",
                      "java.base/sun.nio.ch",
                      "jdk.management/com.sun.management.internal")
                  .map(name -> "--add-opens=" + name + "=ALL-UNNAMED"))
          .toList();

  private final StackPlan plan;

  CassandraServer(StackPlan plan) {
    this.plan = plan;
  }

  @Override
  public Service service() {
    return Service.CASSANDRA;
  }

  @Override
  public String name() {
    return Service.CASSANDRA.label();
  }

  @Override
  public OptionalInt port() {
    return OptionalInt.of(plan.port(Port.CASSANDRA));
  }

  @Override
  public JavaProgram prepare(int launch) throws IOException {
    Path conf = plan.directory("conf", "cassandra");
    Path yaml = conf.resolve("cassandra.yaml");
    config().writeYaml(yaml);
    Path logback = conf.resolve("logback.xml");
    try (InputStream resource = StackResources.open("cassandra-logback.xml")) {
      Files.copy(resource, logback, StandardCopyOption.REPLACE_EXISTING);
    }
    String classPath = plan.classPath("cassandra");
    List<String> options = new ArrayList<>(plan.commonJvmOptions(name()));
    options.addAll(MODULE_OPTIONS);
    options.addAll(
        List.of(
            "-Xms512m",
            "-Xmx%dm".formatted(plan.settings().cassandraHeapMegabytes()),
            "-XX:+UseG1GC",
            "-Xss512k",
            "-Djdk.attach.allowAttachSelf=true",
            "-Dio.netty.tryReflectionSetAccessible=true",
            "-javaagent:" + jamm(classPath),
            "-Dcassandra.config=" + yaml.toUri(),
            "-Dcassandra.storagedir=" + plan.folder().resolve("cassandra"),
            "-Dcassandra.logdir=" + plan.folder().resolve("logs"),
            "-Dlogback.configurationFile=" + logback,
            "-Djna.tmpdir=" + plan.directory("tmp", name()),
            // A cluster of one has nobody to wait for.
            "-Dcassandra.ring_delay_ms=1",
            "-Dcassandra.skip_wait_for_gossip_to_settle=0",
            "-Dcassandra.superuser_setup_delay_ms=0"));
    return new JavaProgram(
        "org.apache.cassandra.service.CassandraDaemon", classPath, options, List.of(), Map.of());
  }

  /** Measures objects for Cassandra's memory limits; it must be an agent to do so. */
  private static String jamm(String classPath) {
    return Stream.of(classPath.split(":"))
        .filter(jar -> Path.of(jar).getFileName().toString().startsWith("jamm-"))
        .findFirst()
        .orElseThrow(() -> new StackException("no jamm jar on Cassandra's class path"));
  }

  private FlatConfig config() {
    FlatConfig config =
        new FlatConfig()
            .put("cluster_name", "millrace")
            .put("num_tokens", 1)
            .put("partitioner", "org.apache.cassandra.dht.Murmur3Partitioner")
            .put("endpoint_snitch", "SimpleSnitch")
            .put("listen_address", Ports.HOST)
            .put("storage_port", plan.port(Port.CASSANDRA_STORAGE))
            .put("rpc_address", Ports.HOST)
            .put("native_transport_port", plan.port(Port.CASSANDRA))
            .put(
                "seed_provider",
                "[{class_name: org.apache.cassandra.locator.SimpleSeedProvider, parameters: [{seeds: '%s'}]}]"
                    .formatted(plan.address(Port.CASSANDRA_STORAGE)))
            .put("commitlog_sync", "periodic")
            .put("disk_failure_policy", "die")
            .put("commit_failure_policy", "die")
            // Dropping a table frees its disk at once.
            .put("auto_snapshot", false)
            .put("memtable_heap_space", "256MiB")
            .put("memtable_offheap_space", "256MiB")
            .putAll(plan.settings().cassandraOptions());
    if (config.get("commitlog_sync").filter("periodic"::equals).isPresent()
        && config.get("commitlog_sync_period").isEmpty()) {
      config.put("commitlog_sync_period", "10000ms");
    }
    return config;
  }

  /** A CQL statement is answered. */
  @Override
  public void probe(int launch) throws IOException {
    Readiness.requireListening(plan.port(Port.CASSANDRA));
    CqlSessionBuilder builder =
        CqlSession.builder()
            .addContactPoint(Ports.address(plan.port(Port.CASSANDRA)))
            .withLocalDatacenter(DATACENTER)
            .withConfigLoader(
                DriverConfigLoader.programmaticBuilder()
                    .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(10))
                    .withDuration(
                        DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(10))
                    .build());
    if (hasPasswords()) {
      builder.withAuthCredentials(SUPERUSER, SUPERUSER);
    }
    try (CqlSession session = builder.build()) {
      if (session.execute("SELECT release_version FROM system.local").one() == null) {
        throw new IOException("system.local has no row yet");
      }
    }
  }

  private boolean hasPasswords() {
    return plan.settings()
        .cassandraOptions()
        .getOrDefault("authenticator", "")
        .endsWith(PASSWORD_AUTHENTICATOR);
  }
}
