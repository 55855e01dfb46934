package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.jobs.common.InFlightSerializer;
import io.millrace.jobs.common.SerializedType;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.engine.StateWriter;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * An event with its time.
 *
 * @param source where it came in, see {@link io.millrace.jobs.common.SourceHeader}
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
record DetectEvent(String collection, long timeMillis, byte[] source, byte[] body) {

  static final SerializedType<DetectEvent> TYPE =
      SerializedType.of(DetectEvent.class, new Serializer());

  /** The first byte in a savepoint. A change of what follows needs another. */
  private static final int FORMAT = 1;

  /** Throws {@link IllegalArgumentException} if ingest cannot have written it. */
  EventRef ref() {
    String text = new String(source, UTF_8);
    int index = text.lastIndexOf('/');
    int offset = text.lastIndexOf('/', index - 1);
    int partition = text.lastIndexOf('/', offset - 1);
    if (partition <= 0) {
      throw new IllegalArgumentException("'" + text + "' is no topic/partition/offset/index");
    }
    return new EventRef(
        text.substring(0, partition),
        Integer.parseInt(text, partition + 1, offset, 10),
        Long.parseLong(text, offset + 1, index, 10),
        Integer.parseInt(text, index + 1, text.length(), 10));
  }

  /** Part of the savepoint format. */
  byte[] toBytes() {
    StateWriter out = new StateWriter();
    out.octet(FORMAT);
    out.text(collection);
    out.fixed(timeMillis);
    out.block(source);
    out.block(body);
    return out.toBytes();
  }

  static DetectEvent ofBytes(byte[] bytes) {
    StateReader in = new StateReader(bytes);
    int format = in.octet();
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "a held event has format " + format + "; this release reads " + FORMAT);
    }
    return new DetectEvent(in.text(), in.fixed(), in.block(), in.block());
  }

  private static final class Serializer extends InFlightSerializer<DetectEvent> {

    private static final long serialVersionUID = 1;

    @Override
    public void serialize(DetectEvent event, DataOutputView out) throws IOException {
      out.writeUTF(event.collection());
      out.writeLong(event.timeMillis());
      out.writeInt(event.source().length);
      out.write(event.source());
      out.writeInt(event.body().length);
      out.write(event.body());
    }

    @Override
    public DetectEvent deserialize(DataInputView in) throws IOException {
      return new DetectEvent(in.readUTF(), in.readLong(), block(in), block(in));
    }

    private static byte[] block(DataInputView in) throws IOException {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      return bytes;
    }

    @Override
    public DetectEvent createInstance() {
      throw new UnsupportedOperationException("records are read, never reused");
    }
  }
}
