package io.millrace.flink.connector.cassandra.source.enumerator;

import io.millrace.flink.connector.cassandra.source.split.CassandraSplit;
import io.millrace.flink.connector.cassandra.source.split.CassandraSplitSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * The enumerator's state as bytes, version 1:
 *
 * <pre>
 * boolean planned
 * int version of the splits
 * int n, n times: int length, so many bytes of a split
 * </pre>
 */
@Internal
public final class CassandraEnumeratorStateSerializer
    implements SimpleVersionedSerializer<CassandraEnumeratorState> {

  public static final CassandraEnumeratorStateSerializer INSTANCE =
      new CassandraEnumeratorStateSerializer();

  private static final int VERSION = 1;

  private CassandraEnumeratorStateSerializer() {}

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(CassandraEnumeratorState state) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    out.writeBoolean(state.planned());
    out.writeInt(CassandraSplitSerializer.INSTANCE.getVersion());
    out.writeInt(state.remaining().size());
    for (CassandraSplit split : state.remaining()) {
      byte[] bytes = CassandraSplitSerializer.INSTANCE.serialize(split);
      out.writeInt(bytes.length);
      out.write(bytes);
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public CassandraEnumeratorState deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "an enumerator's state of version %d, and this connector reads version %d; "
                  .formatted(version, VERSION)
              + "use the newer connector");
    }
    DataInputDeserializer in = new DataInputDeserializer(serialized);
    boolean planned = in.readBoolean();
    int splitVersion = in.readInt();
    List<CassandraSplit> remaining = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      remaining.add(CassandraSplitSerializer.INSTANCE.deserialize(splitVersion, bytes));
    }
    return new CassandraEnumeratorState(planned, remaining);
  }
}
