package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.jobs.common.InFlightSerializer;
import io.millrace.jobs.common.SerializedType;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record of the topic of patterns.
 *
 * @param value null: there is no such pattern
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
record PatternRecord(int partition, long offset, byte[] key, byte @Nullable [] value) {

  static final SerializedType<PatternRecord> TYPE =
      SerializedType.of(PatternRecord.class, new Serializer());

  static PatternRecord of(ConsumerRecord<byte[], byte[]> record) {
    return new PatternRecord(record.partition(), record.offset(), record.key(), record.value());
  }

  String id() {
    return new String(key, UTF_8);
  }

  /** Null: there is no such pattern. */
  @Nullable String definition() {
    return value == null ? null : new String(value, UTF_8);
  }

  private static final class Serializer extends InFlightSerializer<PatternRecord> {

    private static final long serialVersionUID = 1;

    @Override
    public void serialize(PatternRecord record, DataOutputView out) throws IOException {
      out.writeInt(record.partition());
      out.writeLong(record.offset());
      writeBytes(record.key(), out);
      writeBytes(record.value(), out);
    }

    @Override
    public PatternRecord deserialize(DataInputView in) throws IOException {
      int partition = in.readInt();
      long offset = in.readLong();
      byte[] key = readBytes(in);
      return new PatternRecord(partition, offset, key == null ? new byte[0] : key, readBytes(in));
    }

    @Override
    public PatternRecord createInstance() {
      throw new UnsupportedOperationException("records are read, never reused");
    }
  }
}
