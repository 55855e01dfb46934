package io.millrace.benchmarks.load;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the process of an engine that rolls up events is told, as words in this order.
 *
 * @param query names what is asked of the events
 * @param collection whose topic is read
 * @param rows how many events the topic holds
 * @param root the repository's
 * @param folder is this engine's alone
 * @param digests whether the untimed run leaves a {@link DigestFile}, not a {@link ResultFile}
 * @param cassandra {@code host:port}, or {@link #NONE} if nothing is written
 * @param serverPids of the servers whose CPU is told
 */
public record RollupArguments(
    String engine,
    String query,
    String collection,
    String bootstrap,
    long rows,
    int parallelism,
    Path root,
    Path folder,
    boolean digests,
    String cassandra,
    List<Long> serverPids) {

  public static final String NONE = "-";

  /** What follows an engine's name if it writes its rows to Cassandra. */
  public static final String TO_CASSANDRA = "-cassandra";

  private static final int FIXED_WORDS = 10;

  public static RollupArguments parse(String[] words) {
    return new RollupArguments(
        words[0],
        words[1],
        words[2],
        words[3],
        Long.parseLong(words[4]),
        Integer.parseInt(words[5]),
        Path.of(words[6]),
        Path.of(words[7]),
        Boolean.parseBoolean(words[8]),
        words[9],
        Arrays.stream(words).skip(FIXED_WORDS).map(Long::valueOf).toList());
  }

  public String[] words() {
    return Stream.concat(
            Stream.of(
                engine,
                query,
                collection,
                bootstrap,
                Long.toString(rows),
                Integer.toString(parallelism),
                root.toString(),
                folder.toString(),
                Boolean.toString(digests),
                cassandra),
            serverPids.stream().map(pid -> Long.toString(pid)))
        .toArray(String[]::new);
  }

  /** Where ingest would have written the events. */
  public String topic() {
    return "events." + collection;
  }

  /** Where the untimed run leaves its rows. */
  public Path resultFile() {
    return folder.resolve("result");
  }

  /** Where the definitions of our datasets are. */
  public Path definitions() {
    return folder.resolve("datasets");
  }

  /** The engine's name without the place that it writes to. */
  public String form() {
    return writesToCassandra()
        ? engine.substring(0, engine.length() - TO_CASSANDRA.length())
        : engine;
  }

  public boolean writesToCassandra() {
    return engine.endsWith(TO_CASSANDRA);
  }

  public Meter meter() {
    return new Meter(serverPids.stream().mapToLong(Long::longValue).toArray());
  }
}
