package io.millrace.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlScriptOptionsTest {

  @TempDir private Path folder;

  @Test
  void arguments_all_areRead() {
    SqlScriptOptions options =
        SqlScriptOptions.of(
            "--config",
            "m.yaml",
            "--tables",
            "t",
            "--file",
            "p/clicks.sql",
            "--define",
            "a=b=c",
            "--define",
            "d=",
            "--parallelism",
            "3");

    assertThat(options.config()).isEqualTo(Path.of("m.yaml"));
    assertThat(options.tables()).isEqualTo(Path.of("t"));
    assertThat(options.file()).isEqualTo(Path.of("p/clicks.sql"));
    assertThat(options.script()).isEqualTo("clicks");
    assertThat(options.defines()).isEqualTo(Map.of("a", "b=c", "d", ""));
    assertThat(options.parallelism()).hasValue(3);
  }

  @Test
  void tables_notNamed_areThoseBesideTheScriptsFolder() throws Exception {
    Path script = folder.resolve("pipelines/clicks.sql");
    assertThat(SqlScriptOptions.of("--config", "m", "--file", script.toString()).tables()).isNull();

    Path tables = Files.createDirectory(folder.resolve("tables"));
    assertThat(SqlScriptOptions.of("--config", "m", "--file", script.toString()).tables())
        .isEqualTo(tables);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--config m                           | --file is missing",
        "--file f                             | --config is missing",
        "--config m --file                    | --file needs a value",
        "--config m --file f --tabels t       | unknown argument '--tabels'",
        "--config m --file f --define a       | --define a has no name",
        "--config m --file f --define =a      | --define =a has no name",
        "--config m --file f --parallelism 0  | --parallelism 0 is not a whole number",
        "--config m --file f --parallelism x  | --parallelism x is not a whole number",
      })
  void arguments_wrong_errorSaysWhatIsRight(String arguments, String expected) {
    assertThatThrownBy(() -> SqlScriptOptions.of(arguments.split(" ")))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(expected);
  }
}
