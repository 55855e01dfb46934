package io.millrace.jobs.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.common.FrontierHeader;
import io.millrace.jobs.common.OutboundEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.clock.ManualClock;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DetectWatermarksTest {

  private final ManualClock clock = new ManualClock(1);
  private final DetectWatermarks watermarks =
      new DetectWatermarks(Duration.ofSeconds(1), Duration.ofSeconds(30), clock);
  private final Emitted emitted = new Emitted();

  /** An event a second behind may still come, so its time has not passed. */
  @Test
  void event_bringsItsFrontierLessTheLateness() {
    send(5_000, new byte[0]);
    emit();

    assertThat(emitted.said).containsExactly("3999");
  }

  @Test
  void silentPartition_isIdle() {
    send(5_000, new byte[0]);
    emit();
    silence();

    assertThat(emitted.said).containsExactly("idle");
  }

  @Test
  void heartbeat_movesTimeAndHoldsNothingBack() {
    send(5_000, new byte[0]);
    emit();
    silence();
    send(90_000, null);
    emit();
    emit();

    assertThat(emitted.said).containsExactly("idle", "88999", "idle");
  }

  /** The first call starts the clock of silence, the last finds that it has run down. */
  private void silence() {
    emit();
    emit();
    emitted.said.removeAll(List.of("3999"));
    clock.advanceTime(Duration.ofSeconds(31));
    emit();
  }

  private void emit() {
    watermarks.onPeriodicEmit(emitted);
  }

  private void send(long frontier, byte @Nullable [] body) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(FrontierHeader.of(frontier));
    watermarks.onEvent(new OutboundEvent("logins", body, headers), 0, emitted);
  }

  private static final class Emitted implements WatermarkOutput {
    private final List<String> said = new ArrayList<>();

    @Override
    public void emitWatermark(Watermark watermark) {
      said.add(Long.toString(watermark.getTimestamp()));
    }

    @Override
    public void markIdle() {
      said.add("idle");
    }

    @Override
    public void markActive() {
      said.add("active");
    }
  }
}
