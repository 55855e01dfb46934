package io.millrace.jobs.common;

import io.millrace.config.ConfigException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What is written behind a job's entry class: {@code --config FILE [--parallelism N]}.
 *
 * <p>Secrets never stand here, since the web UI shows arguments; the file refers to them.
 */
public record JobArguments(Path config, OptionalInt parallelism) {

  private static final String USAGE = "usage: --config FILE [--parallelism N]";

  /** Reads the arguments; throws {@link ConfigException} with the usage when they are wrong. */
  public static JobArguments of(String... args) {
    @Nullable Path config = null;
    OptionalInt parallelism = OptionalInt.empty();
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new ConfigException(args[i] + " needs a value; " + USAGE);
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--config" -> config = Path.of(value);
        case "--parallelism" -> parallelism = OptionalInt.of(parallelism(value));
        default -> throw new ConfigException("unknown argument '" + args[i] + "'; " + USAGE);
      }
    }
    if (config == null) {
      throw new ConfigException("--config is missing; " + USAGE);
    }
    return new JobArguments(config, parallelism);
  }

  private static int parallelism(String value) {
    try {
      int parallelism = Integer.parseInt(value);
      if (parallelism >= 1 && parallelism <= JobEnvironment.MAX_PARALLELISM) {
        return parallelism;
      }
    } catch (NumberFormatException e) {
      // Reported below, with the range.
    }
    throw new ConfigException(
        "--parallelism "
            + value
            + " is not a whole number between 1 and "
            + JobEnvironment.MAX_PARALLELISM);
  }
}
