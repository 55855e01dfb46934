package io.millrace.patterns.expression;

import static org.assertj.core.api.Assertions.assertThat;

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
  @CsvSource(
      delimiter = ' ',
      value = {"ab.*ab 'ab ab'", "b+a.b 'b a b'", "(?i)AB[x]ab 'ab ab'", "a|b ''", "aab?a 'aa a'"})
  void regex_holdsItsLiteralsInOrder(String regex, String literals) {
    assertThat(String.join(" ", Literals.ofRegexInOrder(regex))).isEqualTo(literals);
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
}
