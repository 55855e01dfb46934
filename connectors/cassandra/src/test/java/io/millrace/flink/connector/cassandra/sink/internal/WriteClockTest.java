package io.millrace.flink.connector.cassandra.sink.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PrimitiveIterator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WriteClockTest {

  @Test
  void clockThatStandsOrFallsBack_stillGivesRisingTimestamps() {
    PrimitiveIterator.OfLong wall = LongStream.of(1_000, 1_000, 400, 1_001, 2_000).iterator();
    WriteClock clock = new WriteClock(wall::nextLong, Long.MIN_VALUE);

    long[] given = LongStream.generate(clock::next).limit(5).toArray();

    assertThat(given).containsExactly(1_000, 1_001, 1_002, 1_003, 2_000);
  }

  @Test
  void timestamps_startAboveTheFloor() {
    WriteClock clock = new WriteClock(() -> 1_000, 5_000);

    assertThat(clock.next()).isEqualTo(5_001);
  }
}
