package io.millrace.jobs.common;

import io.millrace.events.Frontier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.jspecify.annotations.Nullable;

/**
 * Follows the greatest frontier that the events of a partition have brought.
 *
 * <p>A busy partition's headers are only sampled: a frontier that was left out makes the watermark
 * come later, never wrong.
 */
public final class FrontierWatermarks implements WatermarkGenerator<OutboundEvent> {

  /** Of so many events since the last watermark all are asked. */
  static final int ALL_OF = 256;

  /** Of further ones every so many'th, and the last before a watermark. */
  static final int EVERY = 32;

  private final long behindMillis;
  private long frontierMillis = Frontier.NONE;
  private int events;
  private @Nullable OutboundEvent last;

  /** So far behind the frontier. */
  public FrontierWatermarks(long behindMillis) {
    this.behindMillis = behindMillis;
  }

  @Override
  public void onEvent(OutboundEvent event, long eventTimestamp, WatermarkOutput output) {
    if (events < ALL_OF || events % EVERY == 0) {
      follow(event);
    }
    events++;
    last = event;
  }

  private void follow(OutboundEvent event) {
    frontierMillis = Math.max(frontierMillis, event.frontierMillis());
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    if (last != null) {
      follow(last);
    }
    events = 0;
    last = null;
    if (frontierMillis != Frontier.NONE) {
      output.emitWatermark(new Watermark(frontierMillis - behindMillis));
    }
  }
}
