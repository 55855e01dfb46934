package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.stack.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command says when it is used wrongly, or without a stack. */
class MillraceTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void noVerb_showsTheVerbs() {
    assertThat(run()).isEqualTo(2);
    assertThat(errors()).startsWith("millrace: no verb given\nUsage: ./millrace VERB");
  }

  @Test
  void misspeltVerb_suggestsTheRightOne() {
    assertThat(run("stauts")).isEqualTo(2);
    assertThat(errors())
        .startsWith("millrace: 'stauts' is not known to ./millrace; did you mean 'status'?\n");
  }

  @Test
  void misspeltOption_suggestsTheRightOne() {
    assertThat(run("down", "--purgee")).isEqualTo(2);
    assertThat(errors())
        .startsWith(
            "millrace: '--purgee' is not known to ./millrace down; did you mean '--purge'?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up",
        "down",
        "status",
        "logs",
        "demo",
        "submit",
        "cancel",
        "savepoint",
        "produce",
        "consume",
        "sql",
        "cql",
        "ledger",
        "pattern",
        "bench"
      })
  void everyVerb_explainsItself(String verb) {
    assertThat(run(verb, "--help")).isZero();
    assertThat(output()).contains("Usage: ./millrace " + verb).contains("--help");
    assertThat(errors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "logs",
        "submit",
        "cancel",
        "savepoint",
        "produce",
        "consume",
        "cql",
        "ledger",
        "pattern",
        "bench"
      })
  void verbWithoutItsParameter_saysWhatIsMissing(String verb) {
    assertThat(run(verb)).isEqualTo(2);
    assertThat(errors())
        .startsWith("millrace: Missing required ")
        .contains("\nUsage: ./millrace " + verb);
  }

  @Test
  void verbThatNeedsAStack_saysHowToStartOne() {
    assertThat(run("consume", "alerts")).isEqualTo(1);
    assertThat(errors()).isEqualTo("millrace: no stack runs; start one with ./millrace up\n");
  }

  @Test
  void statusWithoutStack_failsAndDownDoesNot() {
    assertThat(run("status")).isEqualTo(1);
    assertThat(run("down", "--purge")).isZero();
    assertThat(output())
        .isEqualTo(
            "no stack is here; start one with ./millrace up\n"
                + "no stack is here, so there is nothing to end\n");
  }

  @Test
  void unknownJob_isToldWithThoseThereAre() {
    assertThat(run("submit", "rolup", "--config", someFile())).isEqualTo(1);
    assertThat(errors())
        .isEqualTo(
            "millrace: no job is called 'rolup'; did you mean 'rollup'? write one of ingest, rollup,"
                + " detect, archive, failed_logins_then_success, price_mistakes,"
                + " purchases_per_category, or a .sql file\n");
  }

  @Test
  void missingConfig_isNamed() {
    assertThat(run("submit", "ingest", "--config", "nowhere.yaml")).isEqualTo(1);
    assertThat(errors())
        .isEqualTo(
            "millrace: nowhere.yaml does not exist; write --config FILE, such as"
                + " examples/shop/millrace.yaml\n");
  }

  @Test
  void resumeAndSavepoint_excludeEachOther() {
    assertThat(run("submit", "ingest", "--resume", "--from-savepoint", "x")).isEqualTo(2);
    assertThat(errors()).contains("mutually exclusive");
  }

  @Test
  void ledger_saysWhatItTakes() {
    assertThat(run("ledger", "audit")).isEqualTo(1);
    assertThat(run("ledger", "verify", "--config", "nowhere.yaml")).isEqualTo(1);
    assertThat(errors())
        .isEqualTo(
            "millrace: ledger audit is unknown; write ledger verify\n"
                + "millrace: nowhere.yaml does not exist; name the configuration: --config FILE\n");
  }

  @Test
  void demoOptionsOutOfRange_areRefused() {
    assertThat(run("demo", "--events", "0")).isEqualTo(1);
    assertThat(run("demo", "--rate", "0")).isEqualTo(1);
    assertThat(run("demo", "--input", someFile())).isEqualTo(1);
    assertThat(run("demo", "--events", "many")).isEqualTo(2);
    assertThat(errors())
        .isEqualTo(
            "millrace: --events 0 is out of range; write 1 to 5000000\n"
                + "millrace: --rate 0.0 is no number of events; write more than 0\n"
                + "millrace: --input and --topic belong together; write both or neither\n"
                + "millrace: Invalid value for option '--events': 'many' is not an int\n"
                + "Usage: ./millrace demo [OPTIONS] (more: ./millrace demo --help)\n");
  }

  @Test
  void portOutOfRange_isRefused() {
    assertThat(run("up", "--kafka-port", "70000")).isEqualTo(2);
    assertThat(errors()).startsWith("millrace: --kafka-port 70000 is no port; write 1 to 65535\n");
  }

  @Test
  void producedFileThatIsMissing_isNamed() {
    assertThat(run("produce", "nowhere.ndjson", "--topic", "in.x")).isEqualTo(1);
    assertThat(errors())
        .isEqualTo(
            "millrace: nowhere.ndjson does not exist; name a file whose lines are the records\n");
  }

  private String someFile() {
    try {
      return Files.writeString(folder.resolve("some.yaml"), "kafka: {}\n").toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private int run(String... args) {
    Home home =
        new Home(Path.of(System.getProperty("millrace.home")), folder.resolve("stack"), Ports.FREE);
    Terminal terminal =
        new Terminal(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false);
    return Millrace.run(home, terminal, args);
  }

  private String output() {
    return out.toString(UTF_8);
  }

  private String errors() {
    return err.toString(UTF_8);
  }
}
