package io.millrace.cli;

import io.millrace.cli.ledger.LedgerCheck;
import io.millrace.jobs.common.MillraceConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "ledger",
    header = "Recounts what ingest wrote against its ledger, event by event.",
    description = {
      "",
      "Names every gap, double and loss, and ends with 'ledger ok: …', or 'ledger FAILED: …' and exit"
          + " code 1. Reads all inbound and outbound topics; ingest may go on meanwhile. Needs no"
          + " more than the Kafka that the configuration names."
    })
final class LedgerVerb implements Callable<Integer> {

  private static final int SHOWN = 20;

  @ParentCommand private Millrace millrace;

  @Parameters(paramLabel = "verify", description = "The only thing to do with a ledger.")
  private String what;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "millrace.yaml",
      description = "The deployment's configuration (${DEFAULT-VALUE}).")
  private Path config;

  @Override
  public Integer call() {
    if (!what.equals("verify")) {
      throw new CommandFailure("ledger " + what + " is unknown; write ledger verify");
    }
    if (!Files.isRegularFile(config)) {
      throw new CommandFailure(config + " does not exist; name the configuration: --config FILE");
    }
    Map<String, String> environment = millrace.home().environment();
    LedgerCheck.Result result =
        new LedgerCheck(MillraceConfig.read(config, environment::get))
            .run(line -> millrace.terminal().passing(line));
    result.problems().stream().limit(SHOWN).forEach(millrace.terminal()::line);
    if (result.problems().size() > SHOWN) {
      millrace.terminal().line("and " + (result.problems().size() - SHOWN) + " more");
    }
    millrace.terminal().line(result.verdict());
    return result.problems().isEmpty() ? 0 : 1;
  }
}
