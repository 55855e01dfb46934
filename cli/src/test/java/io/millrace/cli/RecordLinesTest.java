package io.millrace.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordLinesTest {

  @Test
  void lastLineBreak_beginsNoLine() throws IOException {
    assertThat(lines("a\nb\n")).containsExactly("a", "b");
    assertThat(lines("a\nb")).containsExactly("a", "b");
  }

  @Test
  void emptyLine_isALine() throws IOException {
    assertThat(lines("\na\n\n\nb\n")).containsExactly("", "a", "", "", "b");
    assertThat(lines("")).isEmpty();
    assertThat(lines("\n")).containsExactly("");
  }

  @Test
  void bytes_areNeitherDecodedNorTrimmed() throws IOException {
    String odd = " \u00ff\u0000\u00c3\r";
    assertThat(lines(odd + "\nnext")).containsExactly(odd, "next");
  }

  @Test
  void linesLongerThanTheBuffer_stayWhole() throws IOException {
    Random random = new Random(7);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      expected.add("x".repeat(random.nextInt(600_000)));
    }
    assertThat(lines(String.join("\n", expected) + "\n")).isEqualTo(expected);
  }

  private static List<String> lines(String text) throws IOException {
    RecordLines lines = new RecordLines(new ByteArrayInputStream(text.getBytes(ISO_8859_1)));
    List<String> found = new ArrayList<>();
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      found.add(new String(line, ISO_8859_1));
    }
    return found;
  }
}
