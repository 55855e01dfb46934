package io.millrace.benchmarks.patterns;

import io.millrace.benchmarks.load.Meter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the process of an engine that looks for patterns is told, as words in this order.
 *
 * @param engine its name, without the number of rules
 * @param rules names the set of patterns
 * @param prefix of all its topics
 * @param rows how many events the topic holds
 * @param folder is this engine's alone
 * @param measure what of it
 * @param checkpoints how far apart
 * @param serverPids of the servers whose CPU is told
 */
public record PatternArguments(
    String engine,
    String rules,
    String bootstrap,
    String prefix,
    long rows,
    int parallelism,
    Path folder,
    Measure measure,
    Duration checkpoints,
    List<Long> serverPids) {

  /** What is looked at. */
  public enum Measure {
    /** A warm run, after others. */
    SPEED,
    /** The first run, and how large the state was. */
    STATE,
    /** How long the first run takes as a whole. */
    LOADING
  }

  private static final int FIXED_WORDS = 9;

  static PatternArguments parse(String[] words) {
    return new PatternArguments(
        words[0],
        words[1],
        words[2],
        words[3],
        Long.parseLong(words[4]),
        Integer.parseInt(words[5]),
        Path.of(words[6]),
        Measure.valueOf(words[7]),
        Duration.parse(words[8]),
        Arrays.stream(words).skip(FIXED_WORDS).map(Long::valueOf).toList());
  }

  public String[] words() {
    return Stream.concat(
            Stream.of(
                engine,
                rules,
                bootstrap,
                prefix,
                Long.toString(rows),
                Integer.toString(parallelism),
                folder.toString(),
                measure.name(),
                checkpoints.toString()),
            serverPids.stream().map(pid -> Long.toString(pid)))
        .toArray(String[]::new);
  }

  /** The files of our patterns. */
  public Path definitions() {
    return folder.resolve("patterns");
  }

  /** Where the run that is compared leaves its alerts. */
  public Path alerts() {
    return folder.resolve("alerts");
  }

  /** Where the greatest state is told. */
  public Path state() {
    return folder.resolve("state");
  }

  Meter meter() {
    return new Meter(serverPids.stream().mapToLong(Long::longValue).toArray());
  }
}
