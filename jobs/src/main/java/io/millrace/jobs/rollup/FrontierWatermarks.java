package io.millrace.jobs.rollup;

import io.millrace.events.Frontier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/** Follows the greatest frontier that the events of a partition have brought. */
final class FrontierWatermarks implements WatermarkGenerator<OutboundEvent> {

  private long frontierMillis = Frontier.NONE;

  @Override
  public void onEvent(OutboundEvent event, long eventTimestamp, WatermarkOutput output) {
    frontierMillis = Math.max(frontierMillis, event.frontierMillis());
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    if (frontierMillis != Frontier.NONE) {
      output.emitWatermark(new Watermark(frontierMillis));
    }
  }
}
