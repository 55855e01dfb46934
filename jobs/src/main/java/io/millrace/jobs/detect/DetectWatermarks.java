package io.millrace.jobs.detect;

import io.millrace.jobs.common.FrontierWatermarks;
import io.millrace.jobs.common.OutboundEvent;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.eventtime.WatermarksWithIdleness;
import org.apache.flink.util.clock.RelativeClock;

/**
 * What ingest says of a partition's time, {@code lateness} behind it. A silent partition holds
 * nothing back; its heartbeats move time where all are silent, so that an absence is noticed, and
 * do not hold back those that are not.
 */
final class DetectWatermarks implements WatermarkGenerator<OutboundEvent> {

  private final FrontierWatermarks frontier;
  private final WatermarksWithIdleness<OutboundEvent> ofEvents;
  private boolean heartbeat;

  DetectWatermarks(Duration lateness, Duration idleAfter, RelativeClock clock) {
    // An event as late as that may still come, and a watermark says that none at its time will.
    frontier = new FrontierWatermarks(lateness.toMillis() + 1);
    ofEvents = new WatermarksWithIdleness<>(frontier, idleAfter, clock);
  }

  static WatermarkStrategy<OutboundEvent> strategy(Duration lateness, Duration idleAfter) {
    return WatermarkStrategy.forGenerator(
        context -> new DetectWatermarks(lateness, idleAfter, context.getInputActivityClock()));
  }

  @Override
  public void onEvent(OutboundEvent event, long eventTimestamp, WatermarkOutput output) {
    if (event.isHeartbeat()) {
      frontier.onEvent(event, eventTimestamp, output);
      heartbeat = true;
    } else {
      ofEvents.onEvent(event, eventTimestamp, output);
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    if (heartbeat) {
      heartbeat = false;
      frontier.onPeriodicEmit(output);
    } else {
      ofEvents.onPeriodicEmit(output);
    }
  }
}
