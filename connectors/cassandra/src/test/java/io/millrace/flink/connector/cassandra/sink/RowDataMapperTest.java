package io.millrace.flink.connector.cassandra.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowDataMapperTest {

  /** The server's clock in whole seconds plus the TTL: 11 in each row of one end. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          11000,  1000, 10
          11000,  1001, 10
          11000,  1999, 10
          11000,  2000,  9
          10001,  1000, 10
          10500,  1400, 10
          10500,  1600, 10
          10999,  1999, 10
          11000, 10999,  1
          11000, 11000, -2147483648
          11000, 12000, -2147483648
          -1,     1000, -2147483648
          """)
  void life_endsInTheSameSecond_wheneverItsRowIsWritten(long end, long now, int ttl) {
    assertThat(RowDataMapper.secondsUntil(end, now)).isEqualTo(ttl);
  }

  @Test
  void lifeBeyondWhatCassandraAllows_isCut() {
    assertThat(RowDataMapper.secondsUntil(Long.MAX_VALUE, 0)).isEqualTo(20 * 365 * 24 * 60 * 60);
  }
}
