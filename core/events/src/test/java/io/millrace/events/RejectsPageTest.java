package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Is this test failing? Then a code or its text changed: change its row in docs/rejects.md too. */
class RejectsPageTest {

  @Test
  void page_hasOneRowPerCode_withItsOwnText() throws IOException {
    Path page = Path.of(System.getProperty("millrace.home"), "docs", "rejects.md");

    List<String> rows =
        Files.readAllLines(page).stream()
            .filter(line -> line.matches("\\| `[a-z0-9_]+` \\|.*"))
            .map(line -> line.substring(0, line.lastIndexOf('|', line.length() - 2)).strip())
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(RejectCode.values())
                .map(code -> "| `" + code.wireCode() + "` | " + code.text())
                .toList());
  }
}
