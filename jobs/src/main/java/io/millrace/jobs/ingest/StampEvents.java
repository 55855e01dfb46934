package io.millrace.jobs.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.events.CheckedEvent;
import java.util.Map;
import org.apache.flink.api.common.functions.MapFunction;

/** Writes an event as it stands on its outbound topic: {@code keen.*} stamped, the rest as sent. */
final class StampEvents implements MapFunction<CheckedEvent, OutboundRecord> {

  private static final long serialVersionUID = 1;

  /** Until lateness is decided from the log, no event counts as behind. */
  private static final long BEHIND_MILLIS = 0;

  private final String outboundPrefix;

  StampEvents(String outboundPrefix) {
    this.outboundPrefix = outboundPrefix;
  }

  @Override
  public OutboundRecord map(CheckedEvent event) {
    return new OutboundRecord(
        outboundPrefix + event.collection(),
        event.id().getBytes(UTF_8),
        event.stamp(BEHIND_MILLIS),
        Map.of());
  }
}
