package io.millrace.jobs.rollup;

import io.millrace.datasets.Cell;
import io.millrace.datasets.GroupKey;
import io.millrace.jobs.common.InFlightSerializer;
import io.millrace.jobs.common.SerializedType;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A cell of a group and interval: before the keyed operator what one subtask has folded, behind it
 * all of it.
 *
 * <p>The cell goes on changing in the keyed operator, so whoever is chained to that takes what it
 * needs at once.
 *
 * @param grainCode {@link io.millrace.datasets.Grain#code}
 */
record GroupCell(GroupKey group, int grainCode, long startMillis, Cell cell) {

  static final SerializedType<GroupCell> TYPE =
      SerializedType.of(GroupCell.class, Serializer.INSTANCE);

  private static final class Serializer extends InFlightSerializer<GroupCell> {

    static final Serializer INSTANCE = new Serializer();

    private static final long serialVersionUID = 1;

    @Override
    public void serialize(GroupCell record, DataOutputView out) throws IOException {
      writeBytes(record.group().bytes(), out);
      out.writeShort(record.grainCode());
      out.writeLong(record.startMillis());
      writeBytes(record.cell().toBytes(), out);
    }

    @Override
    public GroupCell deserialize(DataInputView in) throws IOException {
      return new GroupCell(
          GroupKeySerializer.INSTANCE.deserialize(in),
          in.readUnsignedShort(),
          in.readLong(),
          Cell.fromBytes(Objects.requireNonNull(readBytes(in))));
    }

    @Override
    public boolean isImmutableType() {
      return false;
    }

    @Override
    public GroupCell copy(GroupCell from) {
      Cell cell = Cell.fromBytes(from.cell().toBytes());
      return new GroupCell(from.group(), from.grainCode(), from.startMillis(), cell);
    }

    @Override
    public GroupCell copy(GroupCell from, GroupCell reuse) {
      return copy(from);
    }

    @Override
    public GroupCell createInstance() {
      throw new UnsupportedOperationException("records are read, never reused");
    }
  }
}
