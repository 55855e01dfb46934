package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

  @ParameterizedTest
  @CsvSource({
    "2015-05-17T10:05:03Z, 1431857103000",
    "2015-05-17T10:05:03, 1431857103000",
    "2015-05-17T10:05:03+00:00, 1431857103000",
    "2015-05-17T10:05:03-00:00, 1431857103000",
    "2015-05-17T12:05:03+02:00, 1431857103000",
    "2015-05-17T12:05:03+0200, 1431857103000",
    "2015-05-17T12:05:03+02, 1431857103000",
    "2015-05-17T04:35:03-05:30, 1431857103000",
    "2015-05-17T10:05Z, 1431857100000",
    "2015-05-17T10:05, 1431857100000",
    "2015-05-17, 1431820800000",
    "2026-06-30T22:00Z, 1782856800000",
    "2026-07-01T03:45+05:45, 1782856800000",
    "2015-05-17T10:05:03.1Z, 1431857103100",
    "2015-05-17T10:05:03.12Z, 1431857103120",
    "2015-05-17T10:05:03.123Z, 1431857103123",
    "2015-05-17T10:05:03.123456Z, 1431857103123",
    "2015-05-17T10:05:03.123999999Z, 1431857103123",
    "2015-05-17T10:05:03.000999999, 1431857103000",
    "1969-12-31T23:59:59Z, -1000",
    "1969-12-31T23:59:59.9999Z, -1",
    "1969-12-31T23:59:59.0001Z, -1000",
    "2000-02-29, 951782400000",
    "2024-02-29T23:59:59Z, 1709251199000",
    "0000-01-01T00:00:00Z, -62167219200000",
    "0001-01-01, -62135596800000",
    "9999-12-31T23:59:59.999Z, 253402300799999",
    "9999-12-31T23:59:59.999+18:00, 253402235999999",
    "0000-01-01T00:00-18:00, -62167154400000",
  })
  void time_inEachSpelling_isRead(String text, long millis) {
    assertThat(EventTime.parse(text)).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "2015",
        "2015-05",
        "2015-5-17",
        "20150517",
        "20150517T100503Z",
        "2015-05-17T",
        "2015-05-17T10",
        "2015-05-17T10Z",
        "2015-05-17T10:",
        "2015-05-17T10:0",
        "2015-05-17T10:05:",
        "2015-05-17T10:05:3",
        "2015-05-17T10:05:03.",
        "2015-05-17T10:05:03.Z",
        "2015-05-17T10:05:03.1234567890Z",
        "2015-05-17T10:05:03,123Z",
        "2015-05-17 10:05:03Z",
        "2015-05-17t10:05:03Z",
        "2015-05-17T10:05:03z",
        "2015-05-17T10:05:03Z ",
        " 2015-05-17T10:05:03Z",
        "2015-05-17T10:05:03ZZ",
        "2015-05-17T10:05:03+",
        "2015-05-17T10:05:03+2",
        "2015-05-17T10:05:03+020",
        "2015-05-17T10:05:03+02:0",
        "2015-05-17T10:05:03+02:000",
        "2015-05-17T10:05:03+02-00",
        "2015-05-17T10:05:03+02:60",
        "2015-05-17T10:05:03+18:01",
        "2015-05-17T10:05:03-19",
        "2015-05-17T10:05:03 CET",
        "2015-05-17T10:05:03[Europe/Paris]",
        "2015-05-17Z",
        "2015-05-17+02:00",
        "2015-W20-7",
        "2015-137",
        "2015-00-17",
        "2015-13-17",
        "2015-05-00",
        "2015-05-32",
        "2015-04-31",
        "2015-02-29",
        "1900-02-29",
        "2015-05-17T24:00:00Z",
        "2015-05-17T25:00Z",
        "2015-05-17T10:60Z",
        "2016-12-31T23:59:60Z",
        "-001-01-01",
        "+2015-05-17",
        "10000-01-01",
        "0000-01-01T00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "1431857103",
        "1431857103000",
        "２０１５-05-17",
        "2015-05-17T10:05:0٣Z",
      })
  void text_thatIsNoTime_isNotATime(String text) {
    assertThat(EventTime.parse(text)).isEqualTo(EventTime.NOT_A_TIME);
  }

  @ParameterizedTest
  @CsvSource({
    "1431857103000, 2015-05-17T10:05:03.000Z",
    "1431857103120, 2015-05-17T10:05:03.120Z",
    "1709251199007, 2024-02-29T23:59:59.007Z",
    "-1, 1969-12-31T23:59:59.999Z",
    "0, 1970-01-01T00:00:00.000Z",
    "-62167219200000, 0000-01-01T00:00:00.000Z",
    "-62135596800000, 0001-01-01T00:00:00.000Z",
    "253402300799999, 9999-12-31T23:59:59.999Z",
  })
  void instant_isWrittenInOneSpelling(long millis, String text) {
    assertThat(EventTime.format(millis)).isEqualTo(text);
  }

  @Test
  void instant_outsideFourDigitYears_isNotWritable() {
    assertThat(EventTime.isWritable(-62_167_219_200_001L)).isFalse();
    assertThat(EventTime.isWritable(253_402_300_800_000L)).isFalse();
    assertThatThrownBy(() -> EventTime.format(253_402_300_800_000L))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anyInstant_agreesWithJavaTime() {
    Seed seed = Seed.next();
    SplittableRandom random = seed.random();
    DateTimeFormatter form = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");
    for (int i = 0; i < 20_000; i++) {
      long millis = random.nextLong(EventTime.MIN_MILLIS, EventTime.MAX_MILLIS + 1);
      LocalDateTime expected =
          LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
      String text = form.format(expected) + "Z";
      assertThat(EventTime.format(millis)).as("%s", seed).isEqualTo(text);
      assertThat(EventTime.parse(text)).as("%s", seed).isEqualTo(millis);
    }
  }
}
