package io.millrace.jobs.rollup;

import io.millrace.events.Frontier;
import io.millrace.jobs.common.FrontierHeader;
import io.millrace.jobs.common.InFlightSerializer;
import io.millrace.jobs.common.SerializedType;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * One record of an outbound topic: an event as ingest stamped it.
 *
 * @param headers as Kafka's client read them, which decodes one when it is asked for; that takes
 *     half as long as folding the event
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record OutboundEvent(String collection, byte @Nullable [] body, Headers headers) {

  static final SerializedType<OutboundEvent> TYPE =
      SerializedType.of(OutboundEvent.class, Serializer.INSTANCE);

  /** Up to where ingest had read by then; {@link Frontier#NONE} if it did not say. */
  long frontierMillis() {
    return FrontierHeader.read(headers);
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
      return new OutboundEvent(collection, body, headers);
    }

    @Override
    public OutboundEvent createInstance() {
      throw new UnsupportedOperationException("records are read, never reused");
    }
  }
}
