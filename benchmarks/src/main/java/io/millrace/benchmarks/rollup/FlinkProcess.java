package io.millrace.benchmarks.rollup;

import io.millrace.benchmarks.load.QuietServers;
import io.millrace.benchmarks.load.ResultFile;
import io.millrace.benchmarks.load.RollupArguments;

/**
 * The process of a Flink engine. It rolls the topic up twice: the first time warms it up and leaves
 * rows to compare, the second time is measured.
 */
public final class FlinkProcess {

  private FlinkProcess() {}

  public static void main(String[] words) throws Exception {
    RollupArguments arguments = RollupArguments.parse(words);
    FlinkEngine engine = engine(arguments);
    if (arguments.writesToCassandra()) {
      engine.run(Output.WARMING_TABLES);
    } else {
      ResultFile.keep(arguments.resultFile(), () -> engine.run(Output.RESULT_FILE));
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

  private static FlinkEngine engine(RollupArguments arguments) {
    String form = arguments.form();
    if (form.startsWith(SqlEngine.PREFIX)) {
      return new SqlEngine(arguments);
    }
    return switch (form) {
      case "millrace" -> new MillraceEngine(arguments);
      case "datastream" -> new WindowsEngine(arguments);
      default -> throw new IllegalArgumentException("no engine is called " + arguments.engine());
    };
  }
}
