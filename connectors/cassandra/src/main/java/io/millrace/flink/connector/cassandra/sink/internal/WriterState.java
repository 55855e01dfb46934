package io.millrace.flink.connector.cassandra.sink.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * What a writer must remember: the greatest write timestamp that it gave, so that rows after a
 * restore are newer even if the clock of their machine is behind.
 */
@Internal
public record WriterState(long lastTimestampMicros) {

  public static final SimpleVersionedSerializer<WriterState> SERIALIZER = new Serializer();

  /** After a rescaling a writer may get the states of several, or none. */
  static long floor(Collection<WriterState> restored) {
    return restored.stream()
        .mapToLong(WriterState::lastTimestampMicros)
        .max()
        .orElse(Long.MIN_VALUE);
  }

  /** Part of the savepoint format: version 1 is the timestamp as 8 bytes, the highest first. */
  private static final class Serializer implements SimpleVersionedSerializer<WriterState> {

    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(WriterState state) {
      return ByteBuffer.allocate(Long.BYTES).putLong(state.lastTimestampMicros).array();
    }

    @Override
    public WriterState deserialize(int version, byte[] bytes) throws IOException {
      if (version != 1 || bytes.length != Long.BYTES) {
        throw new IOException(
            "a state of Cassandra's sink of version %d with %d bytes; this release reads version 1"
                .formatted(version, bytes.length));
      }
      return new WriterState(ByteBuffer.wrap(bytes).getLong());
    }
  }
}
