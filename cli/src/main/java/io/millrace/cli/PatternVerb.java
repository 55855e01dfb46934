package io.millrace.cli;

import io.millrace.cli.patterns.PatternSet;
import io.millrace.config.ConfigFile;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.patterns.sigma.SigmaSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "pattern",
    header = "Tests, explains and backtests patterns, and says which ones a job looks for.",
    synopsisSubcommandLabel = "test|check|explain|backtest|put|delete|list",
    commandListHeading = "%nWhat to do:%n",
    subcommands = {
      PatternTestVerb.class,
      PatternCheckVerb.class,
      PatternExplainVerb.class,
      PatternBacktestVerb.class,
      PatternPutVerb.class,
      PatternDeleteVerb.class,
      PatternListVerb.class
    })
final class PatternVerb implements Runnable {

  @ParentCommand private Millrace millrace;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing required word: what to do with patterns");
  }

  Terminal terminal() {
    return millrace.terminal();
  }

  /** The deployment that a verb's {@code --config} names. */
  MillraceConfig config(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure(file + " does not exist; name the configuration: --config FILE");
    }
    Map<String, String> environment = millrace.home().environment();
    return MillraceConfig.read(file, environment::get);
  }

  /** The option of verbs that ask Kafka. */
  static final class Deployment {

    @Option(
        names = "--config",
        paramLabel = "FILE",
        defaultValue = "millrace.yaml",
        description = "The deployment's configuration (${DEFAULT-VALUE}).")
    private Path file;

    Path file() {
      return file;
    }
  }

  /** The files of verbs that read patterns, and what belongs to Sigma's. */
  static final class Given {

    @Parameters(
        arity = "1..*",
        paramLabel = "FILE|DIR",
        description = "Files of patterns or of Sigma's rules, or directories of them.")
    private List<Path> files;

    @Option(
        names = "--sigma",
        paramLabel = "FILE",
        description = "A YAML file whose key sigma has log sources and placeholders.")
    private @Nullable Path sigma;

    PatternSet load() {
      return PatternSet.load(files, settings(sigma));
    }
  }

  /** Without a file none. */
  static SigmaSettings settings(@Nullable Path file) {
    return file == null
        ? SigmaSettings.NONE
        : SigmaSettings.of(ConfigFile.read(file).child("sigma"));
  }

  /** {@code 1 test}, {@code 2 tests}. */
  static String count(long number, String thing) {
    return String.format("%,d %s%s", number, thing, number == 1 ? "" : "s");
  }
}
