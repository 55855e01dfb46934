package io.millrace.benchmarks.patterns;

import io.millrace.benchmarks.load.QuietServers;
import io.millrace.benchmarks.rollup.SourceRecords;
import java.nio.file.Files;
import java.time.Duration;

/**
 * The process of an engine that looks for patterns. For its speed it reads the topic again and
 * again: the first time leaves alerts to compare, all that end within {@link #WARM_UP} warm it up,
 * the next is measured. For all else the first time is.
 */
public final class PatternProcess {

  private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("bench.warm", 60));

  private PatternProcess() {}

  public static void main(String[] words) throws Exception {
    PatternArguments arguments = PatternArguments.parse(words);
    PatternEngine engine = engine(arguments);
    switch (arguments.measure()) {
      case SPEED -> warm(arguments, engine);
      case STATE -> first(arguments, engine);
      case LOADING ->
          arguments
              .meter()
              .whole(
                  arguments.rows(),
                  () -> {
                    AlertFile.keep(arguments.alerts(), engine::run);
                    return true;
                  });
    }
    System.exit(0);
  }

  private static void warm(PatternArguments arguments, PatternEngine engine) throws Exception {
    long warm = System.nanoTime() + WARM_UP.toNanos();
    AlertFile.keep(arguments.alerts(), engine::run);
    while (System.nanoTime() < warm) {
      engine.run();
    }
    SourceRecords.startAgain();
    AlertFile.startAgain();
    QuietServers.await(arguments.serverPids());
    arguments
        .meter()
        .fromFirst(
            arguments.rows(),
            SourceRecords::read,
            () -> AlertFile.ended() == arguments.parallelism(),
            () -> {
              engine.run();
              return true;
            });
  }

  private static void first(PatternArguments arguments, PatternEngine engine) throws Exception {
    try (StateSizes.Watch watch = StateSizes.watch()) {
      arguments
          .meter()
          .fromFirst(
              arguments.rows(),
              SourceRecords::read,
              () -> AlertFile.ended() == arguments.parallelism(),
              () -> {
                AlertFile.keep(arguments.alerts(), engine::run);
                return true;
              });
      Files.writeString(arguments.state(), watch.greatest().line());
    }
  }

  private static PatternEngine engine(PatternArguments arguments) throws Exception {
    return arguments.engine().startsWith(DetectEngine.NAME)
        ? new DetectEngine(arguments)
        : new CepEngine(arguments);
  }
}
