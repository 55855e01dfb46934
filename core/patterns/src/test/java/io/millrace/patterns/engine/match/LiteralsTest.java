package io.millrace.patterns.engine.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "abc abc",
        "aBC abc",
        "^abc$ abc",
        "ab+c 'ab c'",
        "ab*cd 'a cd'",
        "abc?de 'ab de'",
        "abc{2,3}de 'ab de'",
        "a.bcd 'a bcd'",
        "a(xyz|q)bc 'a bc'",
        "(abc) ''",
        "abc|d ''",
        "x[abc]yz 'x yz'",
        "x[]abc]yz 'x yz'",
        "x[^]abc]yz 'x yz'",
        "x[[:alpha:]]yz 'x yz'",
        "\\d+abc abc",
        "a\\.bc a.bc",
        "\\Qa|b\\E ''",
        "(\\Q)\\Eabc)x ''",
        "ab\\x41 ''",
        "(?i)cmd\\.exe cmd.exe",
        "abé+cde 'ab cde'",
        "ab+?c 'ab c'",
        "ab*?cd 'a cd'",
        "[abc ''",
        "(abc ''",
        "abcdefghijklmnopqrstuvwxyz abcdefghijklmnop"
      })
  void regex_holdsItsLiterals(String regex, String literals) {
    assertThat(String.join(" ", Literals.ofRegex(regex))).isEqualTo(literals);
  }

  @ParameterizedTest
  @CsvSource({"*abc*de, abc de", "a?bc, a bc", "*, ''", "A*Éè, a éè", "abc, abc", "a*A, a"})
  void wildcard_holdsItsParts(String pattern, String literals) {
    assertThat(String.join(" ", Literals.ofWildcard(pattern))).isEqualTo(literals);
  }

  @Test
  void halfOfACharacter_isNoPartOfALiteral() {
    assertThat(Literals.longestPart("ab\ud801\udc00cde\udc00")).isEqualTo("ab\ud801\udc28cde");
    assertThat(Literals.longestPart("abcdefghijklmno\ud801\udc00")).isEqualTo("abcdefghijklmno");
  }

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
