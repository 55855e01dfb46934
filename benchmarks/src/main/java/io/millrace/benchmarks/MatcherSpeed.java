package io.millrace.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.patterns.engine.EventRef;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Properties;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Reading and matching one event after another by one thread, by JMH: what {@code match-events}
 * does for each, from its bytes to its hits.
 */
@State(Scope.Thread)
public class MatcherSpeed {

  private static final int EVENTS = 50_000;

  private static final String CPU_FILE = "bench.cpu.file";

  private final byte[][] events = new byte[EVENTS][];
  private final long[] timesMillis = new long[EVENTS];
  private final EventRef[] refs = new EventRef[EVENTS];
  private final PatternMatcher matcher = new PatternMatcher(PatternRules.thousand(), true);
  private int next;
  private long count;
  private long countBefore;
  private long cpuBefore;
  private long measuredCount;
  private long measuredCpuNanos;

  /** Ready events, so that none is made while it is measured. */
  @Setup
  public void fill() {
    for (int number = 0; number < EVENTS; number++) {
      PatternEvent event = PatternLoad.MANY.event(number);
      events[number] = event.json();
      timesMillis[number] = event.timestampMillis();
      refs[number] = PatternMatcher.ref(event);
    }
  }

  /** Of the whole process, as for all other engines. */
  @Setup(Level.Iteration)
  public void begin() {
    countBefore = count;
    cpuBefore = cpuNanos();
  }

  @TearDown(Level.Iteration)
  public void end(IterationParams iteration) {
    if (iteration.getType() == IterationType.MEASUREMENT) {
      measuredCount += count - countBefore;
      measuredCpuNanos += cpuNanos() - cpuBefore;
    }
  }

  @TearDown
  public void tell() throws IOException {
    Properties told = new Properties();
    told.setProperty("count", Long.toString(measuredCount));
    told.setProperty("cpu", Long.toString(measuredCpuNanos));
    try (var out = Files.newBufferedWriter(Path.of(System.getProperty(CPU_FILE)))) {
      told.store(out, null);
    }
  }

  /** One event. */
  @Benchmark
  public long matchEvent() {
    int number = next;
    next = number + 1 == EVENTS ? 0 : number + 1;
    count++;
    return matcher.match(events[number], timesMillis[number], refs[number]);
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** A run in a process of its own. */
  static Engine.Run run(Path folder, boolean quick, boolean equal)
      throws RunnerException, IOException {
    Path told = folder.resolve("matcher.properties");
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(MatcherSpeed.class.getName().replace(".", "\\."))
                    .forks(1)
                    .threads(1)
                    .warmupIterations(quick ? 3 : 5)
                    .warmupTime(TimeValue.seconds(3))
                    .measurementIterations(quick ? 3 : 5)
                    .measurementTime(TimeValue.seconds(4))
                    .jvmArgsAppend("-Xms1g", "-Xmx1g", "-D" + CPU_FILE + "=" + told)
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    Properties properties = new Properties();
    try (var in = Files.newBufferedReader(told)) {
      properties.load(in);
    }
    double millions = Long.parseLong(properties.getProperty("count")) / 1e6;
    double cpuSeconds = Long.parseLong(properties.getProperty("cpu")) / 1e9;
    return new Engine.Run(
        results.iterator().next().getPrimaryResult().getScore(), cpuSeconds / millions, equal);
  }
}
