package io.millrace.patterns.engine.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralScanTest {

  @ParameterizedTest
  @CsvSource({
    "ushers, 0 1 3",
    "his, 2",
    "ahishe, 0 1 2",
    "hh, ''",
    "'', ''",
    "he, 0",
    "xhershe, 0 1 3",
    "sh\u00e9, 4"
  })
  void scan_findsAllLiteralsOfAText(String text, String found) {
    TreeMap<String, int[]> literals = new TreeMap<>();
    literals.put("he", new int[] {0});
    literals.put("she", new int[] {1});
    literals.put("his", new int[] {2});
    literals.put("hers", new int[] {3});
    literals.put("h\u00e9", new int[] {4});
    Marks marks = new Marks(5);

    new LiteralScan(literals).mark(text, marks);

    StringBuilder words = new StringBuilder();
    int[] sorted = marks.sorted();
    for (int i = 0; i < marks.size(); i++) {
      words.append(i == 0 ? "" : " ").append(sorted[i]);
    }
    assertThat(words.toString()).isEqualTo(found);
  }
}
