package io.millrace.jobs.detect;

import io.millrace.jobs.common.KeySerializer;
import io.millrace.jobs.common.SerializedType;
import io.millrace.patterns.engine.KeyBytes;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Of what correlated events have in common. */
public final class KeyBytesSerializer extends KeySerializer<KeyBytes> {

  public static final KeyBytesSerializer INSTANCE = new KeyBytesSerializer();

  static final SerializedType<KeyBytes> TYPE = SerializedType.ofKey(KeyBytes.class, INSTANCE);

  private static final long serialVersionUID = 1;

  @Override
  protected byte[] toBytes(KeyBytes key) {
    return key.toBytes();
  }

  @Override
  protected KeyBytes ofBytes(byte[] bytes) {
    return KeyBytes.ofBytes(bytes);
  }

  @Override
  public KeyBytes createInstance() {
    return KeyBytes.ofBytes(new byte[0]);
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
