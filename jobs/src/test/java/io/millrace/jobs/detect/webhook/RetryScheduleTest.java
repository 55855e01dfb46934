package io.millrace.jobs.detect.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {

  private static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

  @ParameterizedTest
  @CsvSource({
    "1,  0,   500",
    "1,  1,   1000",
    "2,  0,   1000",
    "2,  0.5, 1500",
    "2,  1,   2000",
    "4,  0,   4000",
    "9,  0,   128000",
    "9,  1,   256000",
    "10, 1,   300000",
    "99, 0,   150000",
    "99, 1,   300000",
  })
  void delay_doublesUpToAnEnd(int attempts, double random, long millis) {
    assertThat(RetrySchedule.delayMillis(attempts, null, NOW, random)).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0                             | 0",
        "120                           | 120000",
        "999999999                     | 999999999000",
        "9999999999                    | 0",
        "-5                            | 0",
        "1.5                           | 0",
        "soon                          | 0",
        "Sun, 1 Mar 2026 12:00:30 GMT  | 30000",
        "Sun, 01 Mar 2026 12:02:00 GMT | 120000",
        "Sun, 01 Mar 2026 11:59:00 GMT | 0",
        "Mon, 01 Mar 2026 12:02:00 GMT | 0",
      })
  void retryAfter_isSecondsOrADate(String header, long millis) {
    assertThat(RetrySchedule.askedMillis(header, NOW)).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource({"7, 7000", "0, 1000"})
  void delay_isWhatTheReceiverAsksForIfThatIsLonger(String retryAfter, long millis) {
    assertThat(RetrySchedule.delayMillis(1, retryAfter, NOW, 1)).isEqualTo(millis);
  }
}
