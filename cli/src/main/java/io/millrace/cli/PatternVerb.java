package io.millrace.cli;

import io.millrace.cli.patterns.PatternSet;
import io.millrace.config.ConfigFile;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.patterns.sigma.SigmaSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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

  private static final String DEPLOYMENT = "millrace.yaml";

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
        defaultValue = DEPLOYMENT,
        description = "The deployment's configuration (${DEFAULT-VALUE}).")
    private Path file;

    Path file() {
      return file;
    }
  }

  /** What rules of Sigma need beside themselves. */
  static final class Sigma {

    @Option(
        names = "--sigma",
        paramLabel = "FILE",
        description =
            "The configuration whose key sigma has log sources and placeholders, and no more of it"
                + " is read; by default that of the deployment, if it is there.")
    private @Nullable Path file;

    /**
     * Of the file that was named, which has to have them, or of the deployment's.
     *
     * @param environment what references find
     */
    SigmaSettings settings(Path deployment, UnaryOperator<@Nullable String> environment) {
      if (file != null) {
        return SigmaSettings.of(ConfigFile.read(file, environment).child("sigma"));
      }
      return Files.isRegularFile(deployment)
          ? SigmaSettings.of(ConfigFile.read(deployment, environment).childOrEmpty("sigma"))
          : SigmaSettings.NONE;
    }
  }

  /** For verbs that ask no deployment. */
  SigmaSettings settings(Sigma sigma) {
    return settings(sigma, Path.of(DEPLOYMENT));
  }

  SigmaSettings settings(Sigma sigma, Path deployment) {
    Map<String, String> environment = millrace.home().environment();
    return sigma.settings(deployment, environment::get);
  }

  /** The files of verbs that read patterns. */
  static final class Given {

    @Parameters(
        arity = "1..*",
        paramLabel = "FILE|DIR",
        description = "Files of patterns or of Sigma's rules, or directories of them.")
    private List<Path> files;

    PatternSet load(SigmaSettings sigma) {
      return PatternSet.load(files, sigma);
    }
  }

  /** {@code 1 test}, {@code 2 tests}. */
  static String count(long number, String thing) {
    return String.format("%,d %s%s", number, thing, number == 1 ? "" : "s");
  }
}
