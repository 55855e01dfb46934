package io.millrace.jobs.common;

import io.millrace.events.Frontier;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * One record of an outbound topic: an event as ingest stamped it, or a {@link Heartbeat}.
 *
 * @param headers as Kafka's client read them, which decodes one when it is asked for; that takes
 *     half as long as folding the event
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record OutboundEvent(String collection, byte @Nullable [] body, Headers headers) {

  public static final SerializedType<OutboundEvent> TYPE =
      SerializedType.of(OutboundEvent.class, Serializer.INSTANCE);

  /** Up to where ingest had read by then; {@link Frontier#NONE} if it did not say. */
  public long frontierMillis() {
    return FrontierHeader.read(headers);
  }

  /** Whether it is no event and only says what time it is. */
  public boolean isHeartbeat() {
    return body == null && frontierMillis() != Frontier.NONE;
  }

  /** For a cluster that chains no operators. */
  private static final class Serializer extends InFlightSerializer<OutboundEvent> {

    static final Serializer INSTANCE = new Serializer();

    private static final long serialVersionUID = 1;

    @Override
    public void serialize(OutboundEvent event, DataOutputView out) throws IOException {
      out.writeUTF(event.collection());
      writeBytes(event.body(), out);
      out.writeLong(event.frontierMillis());
      writeBytes(SourceHeader.bytes(event.headers()), out);
    }

    @Override
    public OutboundEvent deserialize(DataInputView in) throws IOException {
      String collection = in.readUTF();
      byte[] body = readBytes(in);
      long frontierMillis = in.readLong();
      Headers headers = new RecordHeaders();
      if (frontierMillis != Frontier.NONE) {
        headers.add(FrontierHeader.of(frontierMillis));
      }
      byte[] source = readBytes(in);
      if (source != null) {
        headers.add(SourceHeader.NAME, source);
      }
      return new OutboundEvent(collection, body, headers);
    }

    @Override
    public OutboundEvent createInstance() {
      throw new UnsupportedOperationException("records are read, never reused");
    }
  }
}
