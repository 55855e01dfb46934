package io.millrace.benchmarks.rollup;

import io.millrace.benchmarks.load.DigestFile;
import io.millrace.benchmarks.load.QuietServers;
import io.millrace.benchmarks.load.ResultFile;
import io.millrace.benchmarks.load.RollupArguments;
import java.time.Duration;

/**
 * The process of a Flink engine. It rolls the topic up again and again: the first time leaves rows
 * to compare, all that end within {@link #WARM_UP} and one more warm it up, the next is measured.
 */
public final class FlinkProcess {

  /** A fast engine is compiled no sooner than a slow one. */
  private static final Duration WARM_UP = Duration.ofSeconds(60);

  private FlinkProcess() {}

  public static void main(String[] words) throws Exception {
    RollupArguments arguments = RollupArguments.parse(words);
    FlinkEngine engine = engine(arguments);
    long warm = System.nanoTime() + WARM_UP.toNanos();
    if (!arguments.writesToCassandra()) {
      keepRows(arguments, engine);
    }
    while (System.nanoTime() < warm) {
      engine.run(arguments.writesToCassandra() ? Output.WARMING_TABLES : Output.NOTHING);
    }
    SourceRecords.startAgain();
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
