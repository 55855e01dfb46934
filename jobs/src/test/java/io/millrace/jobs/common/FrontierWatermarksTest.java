package io.millrace.jobs.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class FrontierWatermarksTest {

  private final FrontierWatermarks watermarks = new FrontierWatermarks(0);
  private final Emitted emitted = new Emitted();

  @Test
  void noEvent_emitsNothing() {
    watermarks.onPeriodicEmit(emitted);

    assertThat(emitted.millis).isEmpty();
  }

  @Test
  void eventsWithoutHeader_emitNothing() {
    watermarks.onEvent(new OutboundEvent("carts", new byte[0], new RecordHeaders()), 0, emitted);
    watermarks.onPeriodicEmit(emitted);

    assertThat(emitted.millis).isEmpty();
  }

  /** The greatest is not the last, and nothing is emitted per event. */
  @Test
  void quietPartition_hasItsGreatestFrontier() {
    events(5_000, 9_000, 7_000);
    watermarks.onPeriodicEmit(emitted);

    assertThat(emitted.millis).containsExactly(9_000L);
  }

  @Test
  void lessThanBefore_emitsTheSame() {
    events(5_000);
    watermarks.onPeriodicEmit(emitted);
    events(4_000);
    watermarks.onPeriodicEmit(emitted);

    assertThat(emitted.millis).containsExactly(5_000L, 5_000L);
  }

  @Test
  void busyPartition_hasTheFrontierOfTheLastEvent() {
    for (int i = 0; i < FrontierWatermarks.ALL_OF + 3 * FrontierWatermarks.EVERY + 5; i++) {
      events(i);
    }
    watermarks.onPeriodicEmit(emitted);

    assertThat(emitted.millis)
        .containsExactly(FrontierWatermarks.ALL_OF + 3L * FrontierWatermarks.EVERY + 4);
  }

  @Test
  void quietAgain_asksAllEventsAgain() {
    for (int i = 0; i < 2 * FrontierWatermarks.ALL_OF; i++) {
      events(i);
    }
    watermarks.onPeriodicEmit(emitted);
    events(7_000, 9_000, 8_000);
    watermarks.onPeriodicEmit(emitted);

    assertThat(emitted.millis).containsExactly(2L * FrontierWatermarks.ALL_OF - 1, 9_000L);
  }

  @Test
  void behind_isTakenOff() {
    FrontierWatermarks late = new FrontierWatermarks(300);
    RecordHeaders headers = new RecordHeaders();
    headers.add(FrontierHeader.of(5_000));
    late.onEvent(new OutboundEvent("carts", new byte[0], headers), 0, emitted);
    late.onPeriodicEmit(emitted);

    assertThat(emitted.millis).containsExactly(4_700L);
  }

  private void events(long... frontiers) {
    for (long frontier : frontiers) {
      RecordHeaders headers = new RecordHeaders();
      headers.add(FrontierHeader.of(frontier));
      watermarks.onEvent(new OutboundEvent("carts", new byte[0], headers), 0, emitted);
    }
  }

  private static final class Emitted implements WatermarkOutput {
    private final List<Long> millis = new ArrayList<>();

    @Override
    public void emitWatermark(Watermark watermark) {
      millis.add(watermark.getTimestamp());
    }

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}
  }
}
