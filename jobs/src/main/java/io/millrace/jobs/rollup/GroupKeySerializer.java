package io.millrace.jobs.rollup;

import io.millrace.datasets.GroupKey;
import io.millrace.jobs.common.KeySerializer;
import io.millrace.jobs.common.SerializedType;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Of the group whose cells belong together. */
public final class GroupKeySerializer extends KeySerializer<GroupKey> {

  public static final GroupKeySerializer INSTANCE = new GroupKeySerializer();

  static final SerializedType<GroupKey> TYPE = SerializedType.ofKey(GroupKey.class, INSTANCE);

  private static final long serialVersionUID = 1;

  private static final GroupKey EMPTY = GroupKey.ofBytes(new byte[2]);

  @Override
  protected byte[] toBytes(GroupKey key) {
    return key.bytes();
  }

  @Override
  protected GroupKey ofBytes(byte[] bytes) {
    return GroupKey.ofBytes(bytes);
  }

  @Override
  public GroupKey createInstance() {
    return EMPTY;
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
