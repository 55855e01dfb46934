package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonNumberTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "0.0",
        "0e0",
        "0e100",
        "0e-100",
        "1",
        "-1.5",
        "9007199254740993",
        "0.1000000000000000055",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775807.0",
        "9223372036854775806.999999999999999999999999999999",
        "9.223372036854775807e18",
        "9223372036854775807000e-3",
        "1e18",
        "1E+18",
        "1e-100",
        "0.00000000000000000000000000000000000000000000000000000000000001",
        "1e00000000000000000000001",
      })
  void number_withinTheLimits_isFine(String number) {
    assertThat(problem(number)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "-9223372036854775809",
        "9223372036854775807.1",
        "-9223372036854775808.000000000000000000001",
        "9.223372036854775808e18",
        "1e19",
        "10000000000000000000",
        "1e400",
        "-1e999",
        "1e99999999999999999999",
      })
  void number_outsideLong_isOutOfRange(String number) {
    assertThat(problem(number)).isEqualTo(RejectCode.NUMBER_OUT_OF_RANGE);
  }

  @ParameterizedTest
  @CsvSource({
    "1e-101",
    "1.5e-100",
    "0e101",
    "0e-101",
    "1e-99999999999999999999",
    "0e99999999999999999999",
  })
  void number_withTooManyPlaces_isTooPrecise(String number) {
    assertThat(problem(number)).isEqualTo(RejectCode.NUMBER_TOO_PRECISE);
  }

  @Test
  void hundredDigits_areFine_oneMoreIsTooPrecise() {
    assertThat(problem("0." + "3".repeat(99))).isNull();
    assertThat(problem("-0." + "3".repeat(99))).isNull();
    assertThat(problem("0." + "3".repeat(100))).isEqualTo(RejectCode.NUMBER_TOO_PRECISE);
    assertThat(problem("3".repeat(101))).isEqualTo(RejectCode.NUMBER_TOO_PRECISE);
    assertThat(problem("1e" + "0".repeat(99) + "1")).isEqualTo(RejectCode.NUMBER_TOO_PRECISE);
  }

  private static RejectCode problem(String number) {
    byte[] text = ("[" + number + "]").getBytes(StandardCharsets.US_ASCII);
    return JsonNumber.problem(text, 1, text.length - 1);
  }
}
