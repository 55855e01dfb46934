package io.millrace.jobs.detect;

import io.millrace.jobs.common.InFlightSerializer;
import io.millrace.jobs.common.SerializedType;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * One record of the topic of patterns, or of the topic of their versions.
 *
 * @param value null: there is no such pattern
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
record PatternRecord(byte[] key, byte @Nullable [] value) implements WriteRecords.KeyAndValue {

  static final SerializedType<PatternRecord> TYPE =
      SerializedType.of(PatternRecord.class, new Serializer());

  private static final class Serializer extends InFlightSerializer<PatternRecord> {

    private static final long serialVersionUID = 1;

    @Override
    public void serialize(PatternRecord record, DataOutputView out) throws IOException {
      writeBytes(record.key(), out);
      writeBytes(record.value(), out);
    }

    @Override
    public PatternRecord deserialize(DataInputView in) throws IOException {
      byte[] key = readBytes(in);
      return new PatternRecord(key == null ? new byte[0] : key, readBytes(in));
    }

    @Override
    public PatternRecord createInstance() {
      throw new UnsupportedOperationException("records are read, never reused");
    }
  }
}
