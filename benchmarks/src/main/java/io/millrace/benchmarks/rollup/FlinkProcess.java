package io.millrace.benchmarks.rollup;

import io.millrace.benchmarks.load.DigestFile;
import io.millrace.benchmarks.load.QuietServers;
import io.millrace.benchmarks.load.ResultFile;
import io.millrace.benchmarks.load.RollupArguments;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * The process of a Flink engine. It rolls the topic up again and again: the first time leaves rows
 * to compare, then it goes on for {@link #WARM_UP} and until hardly anything is compiled any more
 * ({@link #LONGEST_WARM_UP} at most), the next time is measured.
 */
public final class FlinkProcess {

  private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

  /** A fast engine is compiled no sooner than a slow one. */
  private static final Duration WARM_UP = Duration.ofSeconds(60);

  private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(2);

  /** Of one processor's time, while a job that is compiled has two of them. */
  private static final double COMPILING = 0.05;

  private FlinkProcess() {}

  public static void main(String[] words) throws Exception {
    RollupArguments arguments = RollupArguments.parse(words);
    FlinkEngine engine = engine(arguments);
    long begun = System.nanoTime();
    if (!arguments.writesToCassandra()) {
      keepRows(arguments, engine);
    }
    double compiling = 1;
    while (isBefore(begun, WARM_UP)
        || (compiling > COMPILING && isBefore(begun, LONGEST_WARM_UP))) {
      long start = System.nanoTime();
      long compiledBefore = COMPILER.getTotalCompilationTime();
      engine.run(arguments.writesToCassandra() ? Output.WARMING_TABLES : Output.NOTHING);
      long millis = (System.nanoTime() - start) / 1_000_000;
      compiling = (COMPILER.getTotalCompilationTime() - compiledBefore) / (double) millis;
    }
    SourceRecords.startAgain();
    // What the jobs before have left behind is no load of this one.
    System.gc();
    QuietServers.await(arguments.serverPids());
    Output output = arguments.writesToCassandra() ? Output.TABLES : Output.NOTHING;
    arguments
        .meter()
        .fromFirst(
            arguments.rows(),
            SourceRecords::read,
            () -> {
              engine.run(output);
              return true;
            });
    System.exit(0);
  }

  private static boolean isBefore(long begun, Duration time) {
    return System.nanoTime() - begun < time.toNanos();
  }

  private static void keepRows(RollupArguments arguments, FlinkEngine engine) throws Exception {
    if (arguments.digests()) {
      DigestFile.keep(arguments.resultFile(), () -> engine.run(Output.DIGEST_FILE));
    } else {
      ResultFile.keep(arguments.resultFile(), () -> engine.run(Output.RESULT_FILE));
    }
  }

  private static FlinkEngine engine(RollupArguments arguments) {
    String form = arguments.form();
    if (form.startsWith(SqlEngine.PREFIX)) {
      return new SqlEngine(arguments);
    }
    if (form.startsWith(MillraceEngine.PREFIX)) {
      return new MillraceEngine(arguments);
    }
    if (form.equals(ReadingEngine.NAME)) {
      return new ReadingEngine(arguments);
    }
    if (form.equals("datastream")) {
      return new WindowsEngine(arguments);
    }
    throw new IllegalArgumentException("no engine is called " + arguments.engine());
  }
}
