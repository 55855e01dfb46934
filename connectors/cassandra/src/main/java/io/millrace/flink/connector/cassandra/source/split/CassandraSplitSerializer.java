package io.millrace.flink.connector.cassandra.source.split;

import io.millrace.flink.connector.cassandra.source.query.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * A split as bytes, version 1:
 *
 * <pre>
 * UTF splitId
 * byte kind      1 span:      text? after, text? upTo
 *                2 partition: int n, n times bytes
 * int n, n times UTF host
 * bytes? pagingState, int rowsRead
 *
 * bytes: int length and so many bytes; text?, bytes?: byte 0 for none, byte 1 and the value
 * </pre>
 */
@Internal
public final class CassandraSplitSerializer implements SimpleVersionedSerializer<CassandraSplit> {

  public static final CassandraSplitSerializer INSTANCE = new CassandraSplitSerializer();

  private static final int VERSION = 1;
  private static final byte SPAN = 1;
  private static final byte PARTITION = 2;

  private CassandraSplitSerializer() {}

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(CassandraSplit split) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(128);
    out.writeUTF(split.splitId());
    TokenSpan span = split.span();
    if (span != null) {
      out.writeByte(SPAN);
      writeText(out, span.after());
      writeText(out, span.upTo());
    } else {
      out.writeByte(PARTITION);
      out.writeInt(split.partition().size());
      for (Bytes value : split.partition()) {
        writeBytes(out, value);
      }
    }
    out.writeInt(split.hosts().size());
    for (String host : split.hosts()) {
      out.writeUTF(host);
    }
    Bytes pagingState = split.pagingState();
    out.writeBoolean(pagingState != null);
    if (pagingState != null) {
      writeBytes(out, pagingState);
    }
    out.writeInt(split.rowsRead());
    return out.getCopyOfBuffer();
  }

  @Override
  public CassandraSplit deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "a split of version %d, and this connector reads version %d; use the newer connector"
              .formatted(version, VERSION));
    }
    DataInputDeserializer in = new DataInputDeserializer(serialized);
    String splitId = in.readUTF();
    TokenSpan span = null;
    List<Bytes> partition = new ArrayList<>();
    byte kind = in.readByte();
    switch (kind) {
      case SPAN -> span = new TokenSpan(readText(in), readText(in));
      case PARTITION -> {
        for (int left = in.readInt(); left > 0; left--) {
          partition.add(readBytes(in));
        }
      }
      default -> throw new IOException("a split of the unknown kind " + kind);
    }
    List<String> hosts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      hosts.add(in.readUTF());
    }
    Bytes pagingState = in.readBoolean() ? readBytes(in) : null;
    return new CassandraSplit(splitId, span, partition, hosts, pagingState, in.readInt());
  }

  private static void writeText(DataOutputView out, @Nullable String text) throws IOException {
    out.writeBoolean(text != null);
    if (text != null) {
      out.writeUTF(text);
    }
  }

  private static @Nullable String readText(DataInputView in) throws IOException {
    return in.readBoolean() ? in.readUTF() : null;
  }

  private static void writeBytes(DataOutputView out, Bytes value) throws IOException {
    byte[] bytes = value.toArray();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static Bytes readBytes(DataInputView in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return Bytes.of(bytes);
  }
}
