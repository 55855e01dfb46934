package io.millrace.benchmarks;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.benchmarks.load.EngineArguments;
import io.millrace.benchmarks.load.Meter;
import io.millrace.benchmarks.load.QuietServers;
import io.millrace.stack.LocalStack;
import io.millrace.stack.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Cassandra for one benchmark, which engines take turns on. */
final class BenchCassandra implements AutoCloseable {

  static final String KEYSPACE = "bench";

  private static final int HEAP_MEGABYTES = 2_048;

  /** As in Cassandra's {@code cassandra_latest.yaml}, unless the older kind is asked for. */
  private static final Map<String, String> MEMTABLES =
      Map.of(
          "trie",
          "{configurations: {trie: {class_name: TrieMemtable}, default: {inherits: trie}}}",
          "skiplist",
          "{configurations: {default: {class_name: SkipListMemtable}}}");

  private static final String MEMTABLE = System.getProperty("bench.memtable", "trie");

  private final LocalStack stack;
  private final CqlSession session;
  private int tables;

  private BenchCassandra(LocalStack stack) {
    this.stack = stack;
    session = DriverSession.open(host(), stack.cassandraPort());
    session.execute(
        "CREATE KEYSPACE "
            + KEYSPACE
            + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
  }

  static BenchCassandra start(Path root) {
    return new BenchCassandra(
        LocalStack.builder()
            .home(root)
            .temporary()
            .cassandra()
            .cassandraHeapMegabytes(HEAP_MEGABYTES)
            .cassandraOption("memtable_allocation_type", "offheap_objects")
            .cassandraOption("memtable", memtable())
            .progress(System.out::println)
            .start());
  }

  private static String memtable() {
    String configuration = MEMTABLES.get(MEMTABLE);
    if (configuration == null) {
      throw new IllegalArgumentException(
          "bench.memtable is '%s'; give one of %s".formatted(MEMTABLE, MEMTABLES.keySet()));
    }
    return configuration;
  }

  CqlSession session() {
    return session;
  }

  /** Creates one that no engine used before, so that none meets what another one left. */
  String newTable(BenchTable table) {
    tables++;
    String name = "t" + tables;
    session.execute(table.create(KEYSPACE + "." + name));
    return name;
  }

  /** Creates one and fills it. */
  String filledTable(BenchTable table, long rows) throws IOException, InterruptedException {
    String name = newTable(table);
    System.out.println("writing " + rows + " rows to " + name);
    EngineProcess process = EngineProcess.ofThisModule(SinkEngine.class);
    Meter.Measured unused = measure(process, SinkEngine.DRIVER, table.word(), name, rows, 1);
    return name;
  }

  void drop(String table) {
    session.execute("DROP TABLE " + KEYSPACE + "." + table);
  }

  /** Runs an engine when the server has done what the one before left to do. */
  Meter.Measured measure(
      EngineProcess process,
      String engine,
      String workload,
      String table,
      long rows,
      int parallelism)
      throws IOException, InterruptedException {
    awaitQuiet();
    return process.run(
        new EngineArguments(
            engine,
            workload,
            host(),
            stack.cassandraPort(),
            KEYSPACE,
            table,
            rows,
            parallelism,
            pid()),
        stack.folder().resolve("engine.log"));
  }

  String contactPoint() {
    return stack.cassandraContactPoint();
  }

  private String host() {
    String contactPoint = contactPoint();
    return contactPoint.substring(0, contactPoint.lastIndexOf(':'));
  }

  /** Returns when flushes and compactions are done: little CPU is used any more. */
  void awaitQuiet() throws InterruptedException {
    QuietServers.await(List.of(pid()));
  }

  long pid() {
    return stack.server(Service.CASSANDRA).pid().orElseThrow();
  }

  @Override
  public void close() {
    session.close();
    stack.close();
  }
}
