package io.millrace.jobs.rollup;

import io.millrace.jobs.common.InFlightSerializer;
import io.millrace.jobs.common.SerializedType;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Where one subtask's watermark stood when it had emitted all rows that a checkpoint covers. */
record ProgressMark(long checkpointId, long watermarkMillis) {

  static final SerializedType<ProgressMark> TYPE =
      SerializedType.of(ProgressMark.class, Serializer.INSTANCE);

  private static final class Serializer extends InFlightSerializer<ProgressMark> {

    static final Serializer INSTANCE = new Serializer();

    private static final long serialVersionUID = 1;

    @Override
    public void serialize(ProgressMark mark, DataOutputView out) throws IOException {
      out.writeLong(mark.checkpointId());
      out.writeLong(mark.watermarkMillis());
    }

    @Override
    public ProgressMark deserialize(DataInputView in) throws IOException {
      return new ProgressMark(in.readLong(), in.readLong());
    }

    @Override
    public ProgressMark createInstance() {
      return new ProgressMark(0, 0);
    }
  }
}
