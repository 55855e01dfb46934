package io.millrace.jobs.common;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes a key that never changes as the number of its bytes and these; part of the savepoint
 * format.
 */
public abstract class KeySerializer<K> extends TypeSerializerSingleton<K> {

  private static final long serialVersionUID = 1;

  protected abstract byte[] toBytes(K key);

  protected abstract K ofBytes(byte[] bytes);

  @Override
  public final void serialize(K key, DataOutputView out) throws IOException {
    byte[] bytes = toBytes(key);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  @Override
  public final K deserialize(DataInputView in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return ofBytes(bytes);
  }

  @Override
  public final K deserialize(K reuse, DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public final void copy(DataInputView in, DataOutputView out) throws IOException {
    int length = in.readInt();
    out.writeInt(length);
    out.write(in, length);
  }

  @Override
  public final boolean isImmutableType() {
    return true;
  }

  @Override
  public final K copy(K from) {
    return from;
  }

  @Override
  public final K copy(K from, K reuse) {
    return from;
  }

  @Override
  public final int getLength() {
    return -1;
  }
}
