package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {

  @TempDir private Path directory;

  @Test
  void directory_isReadInOrderOfNames() throws Exception {
    write("b.yaml", "a: 1");
    write("a.json", "{\"a\": 2}");
    write("c.yml", "a: 3");
    write("README.md", "# not read");
    write("d.yaml.bak", "not: read");
    Files.createDirectory(directory.resolve("deeper.yaml"));

    assertThat(ConfigFile.readAll(directory))
        .extracting(node -> node.file().getFileName().toString())
        .containsExactly("a.json", "b.yaml", "c.yml");
  }

  @Test
  void missingDirectory_isNamed() {
    assertThatThrownBy(() -> ConfigFile.readAll(directory.resolve("absent")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            directory.resolve("absent")
                + ": is not a readable directory; create it, or correct the path");
  }

  @Test
  void missingFile_isNamed() {
    assertReadError(
        directory.resolve("x.yaml"), ": there is no such file; create it, or correct the path");
  }

  @Test
  void otherExtension_isRefused() throws Exception {
    assertReadError(
        write("x.toml", "a = 1"), ": is not a configuration file; name it *.yaml, *.yml or *.json");
  }

  @Test
  void directoryInsteadOfFile_isRefused() throws Exception {
    Path folder = Files.createDirectory(directory.resolve("x.yaml"));
    assertThatThrownBy(() -> ConfigFile.read(folder))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(folder + ": cannot be read; make it a readable file (");
  }

  @Test
  void otherEncoding_isRefused() throws Exception {
    Path file = directory.resolve("x.yaml");
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xE9});
    assertReadError(file, ": is not UTF-8; save it as UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# only a comment\n", "~"})
  void emptyFile_isRefused(String text) {
    assertParseError(text, "x.yaml: is empty; write keys and values, such as 'key: value'");
  }

  @Test
  void fileThatIsNoMapping_isRefused() {
    assertParseError(
        "- a\n- b", "x.yaml: holds a list; write keys and values, such as 'key: value'");
    assertParseError(
        "hello", "x.yaml: holds the text 'hello'; write keys and values, such as 'key: value'");
  }

  @Test
  void duplicateKey_namesBothLines() {
    assertParseError(
        "a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n",
        "x.yaml: b.c: is written twice, in lines 3 and 5; keep one");
    assertThatThrownBy(
            () -> ConfigFile.parse(Path.of("x.json"), "{\"a\": 1,\n \"a\": 2}", System::getenv))
        .hasMessage("x.json: a: is written twice, in lines 1 and 2; keep one");
  }

  @Test
  void yamlSyntaxError_namesLineAndColumn() {
    assertThatThrownBy(() -> parse("a: b\nc: [1, 2\nd: e\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageMatching("x\\.yaml:3:2: is not YAML: .+; correct it");
  }

  @Test
  void jsonSyntaxError_namesLineAndColumn() {
    assertThatThrownBy(
            () -> ConfigFile.parse(Path.of("x.json"), "{\n  \"a\": nope}", System::getenv))
        .isInstanceOf(ConfigException.class)
        .hasMessageMatching("x\\.json:2:\\d+: is not JSON: .+; correct it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"010", "1_000", "0x1F", ".inf", "-.5", "+1", "1e99999"})
  void numberOfTwoReadings_isRefused(String number) {
    assertThatThrownBy(() -> parse("a: " + number).optionalDecimal("a"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("x.yaml: a: ");
  }

  @Test
  void aliasTagAndSecondDocument_areRefused() {
    assertParseError(
        "a: &x {b: c}\nd: *x", "x.yaml: d: YAML aliases (*name) are not read; write the value out");
    assertThatThrownBy(() -> parse("a: !include other.yaml"))
        .hasMessageMatching("x\\.yaml: a: YAML tags \\(!+include\\) are not read; .*");
    assertParseError(
        "a: b\n---\nc: d\n", "x.yaml: a second document begins in line 3; keep one per file");
  }

  @Test
  void documents_arePlainAndLeaveReferencesAlone() throws Exception {
    Path file =
        write(
            "x.yml",
            """
            ---
            a: {b.c: [1.50, x, true, null], d: '', e:, f: '${env:NO_SUCH}'}
            ---
            # nothing
            ---
            g: 2024-08-08
            """);

    assertThat(ConfigFile.readDocuments(file).toString())
        .isEqualTo(
            "[{a={b.c=[1.50, x, true, null], d=, e=null, f=${env:NO_SUCH}}}, {g=2024-08-08}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: 1\\n---\\n- b|x.yml: the document in line 3 is a list; write keys and values, such as"
            + " 'key: value'",
        "a: 1\\n---\\nb: 1\\nb: 2|x.yml: b: is written twice, in lines 3 and 4; keep one",
        "a: &x 1\\nb: *x|x.yml: b: YAML aliases (*name) are not read; write the value out"
      })
  void wrongDocument_isRefused(String text, String message) {
    assertThatThrownBy(() -> ConfigFile.parseDocuments(Path.of("x.yml"), text.replace("\\n", "\n")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(directory.resolve(name), text);
  }

  private static ConfigNode parse(String text) {
    return ConfigFile.parse(Path.of("x.yaml"), text, System::getenv);
  }

  private static void assertReadError(Path file, String message) {
    assertThatThrownBy(() -> ConfigFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage(file + message);
  }

  private static void assertParseError(String text, String message) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(ConfigException.class).hasMessage(message);
  }
}
