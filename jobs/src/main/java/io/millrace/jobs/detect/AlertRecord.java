package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.jobs.common.InFlightSerializer;
import io.millrace.jobs.common.SerializedType;
import io.millrace.patterns.engine.Alert;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * An alert as it is written to Kafka.
 *
 * @param key the pattern's id and the events' keys: alerts of both are in order
 * @param value see {@link AlertJson}
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
record AlertRecord(byte[] key, byte[] value) {

  static final SerializedType<AlertRecord> TYPE =
      SerializedType.of(AlertRecord.class, new Serializer());

  static AlertRecord of(Alert alert) {
    String key = AlertJson.keyText(alert.keys());
    return new AlertRecord(
        (key.isEmpty() ? alert.patternId() : alert.patternId() + " " + key).getBytes(UTF_8),
        AlertJson.of(alert));
  }

  private static final class Serializer extends InFlightSerializer<AlertRecord> {

    private static final long serialVersionUID = 1;

    @Override
    public void serialize(AlertRecord record, DataOutputView out) throws IOException {
      out.writeInt(record.key().length);
      out.write(record.key());
      out.writeInt(record.value().length);
      out.write(record.value());
    }

    @Override
    public AlertRecord deserialize(DataInputView in) throws IOException {
      return new AlertRecord(block(in), block(in));
    }

    private static byte[] block(DataInputView in) throws IOException {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      return bytes;
    }

    @Override
    public AlertRecord createInstance() {
      throw new UnsupportedOperationException("records are read, never reused");
    }
  }
}
