package io.millrace.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every file of {@code sql/}.
 *
 * <p>Does it fail for a new file? Give it the header of its neighbours, and a test that runs it.
 */
class SqlFilesTest {

  private static final Pattern BARE_INSERT =
      Pattern.compile("INSERT INTO\\s+\\w+(?!\\s*\\(|\\w)", Pattern.CASE_INSENSITIVE);
  private static final Pattern SELECT_STAR =
      Pattern.compile("SELECT\\s+\\*", Pattern.CASE_INSENSITIVE);

  static Stream<String> scripts() {
    return Stream.concat(files("pipelines"), files("reports"));
  }

  static Stream<String> allFiles() {
    return Stream.of(scripts(), files("tables"), files("schema")).flatMap(files -> files);
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void script_header_saysWhatItReadsWritesDropsAndPromises(String file) {
    List<String> header = read(file).lines().takeWhile(line -> line.startsWith("--")).toList();

    assertThat(header.get(0)).as("what it answers").matches("-- [A-Z].*[.?]$");
    assertThat(header.get(1)).isEqualTo("--");
    assertThat(header.stream().filter(line -> line.matches("-- (Reads|Writes|Late|Exact) .*")))
        .extracting(line -> line.split(" ")[1])
        .containsExactly("Reads", "Writes", "Late", "Exact");
  }

  @ParameterizedTest
  @MethodSource("allFiles")
  void file_anyKind_beginsWithWhatItIsAndNamesItsColumns(String file) {
    String text = read(file);
    assertThat(text).startsWith("-- ");
    assertThat(text).doesNotContainPattern(BARE_INSERT).doesNotContainPattern(SELECT_STAR);
    assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(106));
  }

  @ParameterizedTest
  @MethodSource("allFiles")
  void file_anyKind_isRunByATest(String file) {
    String tests = integrationTests();
    String table = Path.of(file).getFileName().toString().replace(".sql", "");
    assertThat(tests.contains('"' + file + '"') || tests.contains("FROM " + table + "\n"))
        .as("an integration test that runs " + file + ", or selects FROM " + table)
        .isTrue();
  }

  @Test
  void files_eachKind_isThere() {
    assertThat(allFiles()).hasSizeGreaterThan(10);
  }

  private static String integrationTests() {
    try (Stream<Path> tests = Files.list(SqlStack.SQL.resolve("src/test/java/io/millrace/sql"))) {
      return tests
          .filter(test -> test.toString().endsWith("IT.java"))
          .map(SqlFilesTest::read)
          .reduce("", String::concat);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> files(String folder) {
    try (Stream<Path> files = Files.list(SqlStack.SQL.resolve(folder))) {
      return files.map(file -> folder + "/" + file.getFileName()).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(String file) {
    return read(SqlStack.SQL.resolve(file));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
