package io.millrace.patterns.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimePartsTest {

  private static final List<BuiltIn> PARTS =
      List.of(BuiltIn.YEAR, BuiltIn.MONTH, BuiltIn.DAY, BuiltIn.HOUR, BuiltIn.MINUTE, BuiltIn.WEEK);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-01-31T23:05:59.123Z|2026 1 31 23 5 5",
        "2026-01-31T23:05:59|2026 1 31 23 5 5",
        "2026-01-31t23:05z|2026 1 31 23 5 5",
        "2026-01-31 23:05:59.123456789|2026 1 31 23 5 5",
        "2026-01-31 23:05:59,123 +0200|2026 1 31 23 5 5",
        // As they stand there.
        "2026-01-31T23:05:59+02:00|2026 1 31 23 5 5",
        "2026-01-31T23:05:59-11|2026 1 31 23 5 5",
        "2016-12-31T23:59:60Z|2016 12 31 23 59 52",
        "2026-01-31|2026 1 31 - - 5",
        "0001-01-01|1 1 1 - - 1",
        // The first week of a year has its first Thursday: in 2026 that is the first of January.
        "2025-12-28|2025 12 28 - - 52",
        "2025-12-29|2025 12 29 - - 1",
        "2026-01-04|2026 1 4 - - 1",
        "2026-01-05|2026 1 5 - - 2",
        "2026-12-31|2026 12 31 - - 53",
        "2027-01-03|2027 1 3 - - 53",
        "2027-01-04|2027 1 4 - - 1",
        "2024-02-29|2024 2 29 - - 9"
      })
  void text_hasTheParts(String text, String parts) {
    assertThat(parts(text)).isEqualTo(parts);
  }

  /** 86,400,000 ms are a day, and 1970 began on a Thursday. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|1970 1 1 0 0 1",
        "59999|1970 1 1 0 0 1",
        "60000|1970 1 1 0 1 1",
        "86399999.9|1970 1 1 23 59 1",
        "86400000|1970 1 2 0 0 1",
        "345600000|1970 1 5 0 0 2",
        "-1|1969 12 31 23 59 1",
        "1E+3|1970 1 1 0 0 1",
        "1E-999999999|1970 1 1 0 0 1"
      })
  void number_isMillisecondsInUtc(BigDecimal millis, String parts) {
    assertThat(parts(millis)).isEqualTo(parts);
  }

  @Test
  void textThatSpellsANumber_isOne() {
    assertThat(parts("86400000")).isEqualTo("1970 1 2 0 0 1");
    assertThat(parts("2026")).isEqualTo("1970 1 1 0 0 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "2026-1-31",
        "2026-13-01",
        "2026-00-01",
        "2026-01-00",
        "2026-02-29",
        "2026-04-31",
        "2026-01-31T",
        "2026-01-31T24:00",
        "2026-01-31T23",
        "2026-01-31T23:60",
        "2026-01-31T23:05:61",
        "2026-01-31T23:05:59.",
        "2026-01-31T23:05:59+2",
        "2026-01-31 x",
        " 2026-01-31",
        "20260131T230559Z",
        "2026-W05-6",
        "31.01.2026",
        "1e3"
      })
  void anythingElse_hasNone(String text) {
    assertThat(parts(text)).isEqualTo("- - - - - -");
  }

  @Test
  void valuesThatAreNoTexts_haveNone() {
    assertThat(parts(true)).isEqualTo("- - - - - -");
    assertThat(parts(new BigDecimal("1E+999999999"))).isEqualTo("- - - - - -");
    assertThat(parts(null)).isEqualTo("- - - - - -");
  }

  /** {@code year month day hour minute week}, each a minus if it is null. */
  private static String parts(@Nullable Object value) {
    return PARTS.stream()
        .map(part -> TimeParts.of(part, value))
        .map(part -> part == null ? "-" : part.toPlainString())
        .collect(Collectors.joining(" "));
  }
}
