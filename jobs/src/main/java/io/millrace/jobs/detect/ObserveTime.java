package io.millrace.jobs.detect;

import io.millrace.events.EventTime;
import io.millrace.events.StampedEvent;
import io.millrace.jobs.common.OutboundEvent;
import io.millrace.jobs.common.SourceHeader;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Reads the time of events, and tells the greatest so far every {@link #TELL_MILLIS}. Heartbeats
 * end here: their time is in the watermark.
 */
final class ObserveTime extends AbstractStreamOperator<DetectEvent>
    implements OneInputStreamOperator<OutboundEvent, DetectEvent> {

  private static final long serialVersionUID = 1;

  /** Events beyond the promise are held for about so long. */
  private static final long TELL_MILLIS = 50;

  static final OutputTag<Long> GREATEST_TIME = new OutputTag<>("greatest-time", Types.LONG);

  private transient long greatestMillis;
  private transient long toldMillis;
  private transient StreamRecord<DetectEvent> out;
  private transient Counter unreadable;

  @Override
  public void open() throws Exception {
    super.open();
    greatestMillis = Long.MIN_VALUE;
    toldMillis = Long.MIN_VALUE;
    out = new StreamRecord<>(null);
    unreadable = getMetricGroup().addGroup("millrace").counter("unreadable_events");
    var unused =
        getProcessingTimeService()
            .scheduleWithFixedDelay(timestamp -> tell(), TELL_MILLIS, TELL_MILLIS);
  }

  @Override
  public void processElement(StreamRecord<OutboundEvent> element) {
    OutboundEvent event = element.getValue();
    byte[] body = event.body();
    if (body == null) {
      if (!event.isHeartbeat()) {
        unreadable.inc();
      }
      return;
    }
    long millis = StampedEvent.timestampMillis(body);
    byte[] source = SourceHeader.bytes(event.headers());
    if (millis == EventTime.NOT_A_TIME || source == null) {
      unreadable.inc();
      return;
    }
    greatestMillis = Math.max(greatestMillis, millis);
    output.collect(out.replace(new DetectEvent(event.collection(), millis, source, body)));
  }

  private void tell() {
    if (greatestMillis > toldMillis) {
      toldMillis = greatestMillis;
      output.collect(GREATEST_TIME, new StreamRecord<>(greatestMillis));
    }
  }

  @Override
  public void finish() throws Exception {
    tell();
    super.finish();
  }
}
