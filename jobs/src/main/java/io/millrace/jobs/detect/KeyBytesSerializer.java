package io.millrace.jobs.detect;

import io.millrace.jobs.common.SerializedType;
import io.millrace.patterns.engine.KeyBytes;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a key as the number of its bytes and these; part of the savepoint format. */
public final class KeyBytesSerializer extends TypeSerializerSingleton<KeyBytes> {

  public static final KeyBytesSerializer INSTANCE = new KeyBytesSerializer();

  static final SerializedType<KeyBytes> TYPE = SerializedType.ofKey(KeyBytes.class, INSTANCE);

  private static final long serialVersionUID = 1;

  static KeyBytes read(DataInputView in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return KeyBytes.ofBytes(bytes);
  }

  @Override
  public void serialize(KeyBytes key, DataOutputView out) throws IOException {
    byte[] bytes = key.toBytes();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  @Override
  public KeyBytes deserialize(DataInputView in) throws IOException {
    return read(in);
  }

  @Override
  public KeyBytes deserialize(KeyBytes reuse, DataInputView in) throws IOException {
    return read(in);
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    int length = in.readInt();
    out.writeInt(length);
    out.write(in, length);
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public KeyBytes createInstance() {
    return KeyBytes.ofBytes(new byte[0]);
  }

  @Override
  public KeyBytes copy(KeyBytes from) {
    return from;
  }

  @Override
  public KeyBytes copy(KeyBytes from, KeyBytes reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public TypeSerializerSnapshot<KeyBytes> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Stored with the state, by name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<KeyBytes> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
