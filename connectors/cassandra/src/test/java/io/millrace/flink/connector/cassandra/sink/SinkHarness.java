package io.millrace.flink.connector.cassandra.sink;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.runtime.operators.sink.SinkWriterOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** One subtask of a sink in Flink's own operator, driven by hand; its input are the rows. */
final class SinkHarness implements AutoCloseable {

  private final OneInputStreamOperatorTestHarness<RowUpsert, CommittableMessage<Void>> harness;
  private final List<RejectedRow<RowUpsert>> rejected;
  private long checkpoint;

  private SinkHarness(
      CassandraSinkBuilder<RowUpsert> builder, List<RejectedRow<RowUpsert>> rejected)
      throws Exception {
    this.rejected = rejected;
    CassandraSink<RowUpsert> sink = builder.setRowMapper(row -> row).build();
    harness = new OneInputStreamOperatorTestHarness<>(new SinkWriterOperatorFactory<>(sink));
    harness.open();
  }

  /** Rejected rows fail the job. */
  static SinkHarness open(CassandraSinkBuilder<RowUpsert> builder) throws Exception {
    return new SinkHarness(builder, List.of());
  }

  /** Rejected rows are kept for {@link #rejected()}. */
  static SinkHarness openKeepingRejects(CassandraSinkBuilder<RowUpsert> builder) throws Exception {
    List<RejectedRow<RowUpsert>> kept = new ArrayList<>();
    return new SinkHarness(builder.setRejectedRowHandler(kept::add), kept);
  }

  void write(RowUpsert... rows) throws Exception {
    for (RowUpsert row : rows) {
      harness.processElement(row, 0);
    }
  }

  /** What happens before a checkpoint is taken. */
  void flush() throws Exception {
    checkpoint++;
    harness.prepareSnapshotPreBarrier(checkpoint);
  }

  List<RejectedRow<RowUpsert>> rejected() {
    return rejected;
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
