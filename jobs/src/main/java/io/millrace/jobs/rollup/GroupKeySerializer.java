package io.millrace.jobs.rollup;

import io.millrace.datasets.GroupKey;
import io.millrace.jobs.common.SerializedType;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a group's key as the number of its bytes and these; part of the savepoint format. */
public final class GroupKeySerializer extends TypeSerializerSingleton<GroupKey> {

  public static final GroupKeySerializer INSTANCE = new GroupKeySerializer();

  static final SerializedType<GroupKey> TYPE = SerializedType.ofKey(GroupKey.class, INSTANCE);

  private static final long serialVersionUID = 1;

  private static final GroupKey EMPTY = GroupKey.ofBytes(new byte[2]);

  static GroupKey read(DataInputView in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return GroupKey.ofBytes(bytes);
  }

  @Override
  public void serialize(GroupKey key, DataOutputView out) throws IOException {
    out.writeInt(key.bytes().length);
    out.write(key.bytes());
  }

  @Override
  public GroupKey deserialize(DataInputView in) throws IOException {
    return read(in);
  }

  @Override
  public GroupKey deserialize(GroupKey reuse, DataInputView in) throws IOException {
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
  public GroupKey createInstance() {
    return EMPTY;
  }

  @Override
  public GroupKey copy(GroupKey from) {
    return from;
  }

  @Override
  public GroupKey copy(GroupKey from, GroupKey reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public TypeSerializerSnapshot<GroupKey> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Stored with the state, by name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<GroupKey> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
