package io.millrace.flink.connector.cassandra.sink;

import io.millrace.flink.connector.cassandra.sink.internal.WriterState;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.runtime.operators.sink.SinkWriterOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** One subtask of a sink in Flink's own operator, driven by hand; its input are the rows. */
final class SinkHarness<T> implements AutoCloseable {

  private final OneInputStreamOperatorTestHarness<T, CommittableMessage<Void>> harness;
  private final List<RejectedRow<T>> rejected;
  private long checkpoint;

  private SinkHarness(
      Sink<T> sink, List<RejectedRow<T>> rejected, @Nullable OperatorSubtaskState state)
      throws Exception {
    this.rejected = rejected;
    harness = new OneInputStreamOperatorTestHarness<>(new SinkWriterOperatorFactory<>(sink));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
  }

  /** Rejected rows fail the job. */
  static SinkHarness<RowWrite> open(CassandraSinkBuilder<RowWrite> builder) throws Exception {
    return ofRecords(builder.setRowMapper(row -> row));
  }

  /** Rejected rows are kept for {@link #rejected()}. */
  static SinkHarness<RowWrite> openKeepingRejects(CassandraSinkBuilder<RowWrite> builder)
      throws Exception {
    List<RejectedRow<RowWrite>> kept = new ArrayList<>();
    return new SinkHarness<>(
        builder.setRowMapper(row -> row).setRejectedRowHandler(kept::add).build(), kept, null);
  }

  static SinkHarness<RowWrite> restore(
      CassandraSinkBuilder<RowWrite> builder, OperatorSubtaskState state) throws Exception {
    return new SinkHarness<>(builder.setRowMapper(row -> row).build(), List.of(), state);
  }

  /** As if restored after a writer that gave such a timestamp. */
  static SinkHarness<RowWrite> restoreAfter(CassandraSinkBuilder<RowWrite> builder, long micros)
      throws Exception {
    CassandraSink<RowWrite> sink = builder.setRowMapper(row -> row).build();
    return new SinkHarness<>(
        context -> sink.restoreWriter(context, List.of(new WriterState(micros))), List.of(), null);
  }

  /** With what the builder says of records and rejects. */
  static <T> SinkHarness<T> ofRecords(CassandraSinkBuilder<T> builder) throws Exception {
    return new SinkHarness<>(builder.build(), List.of(), null);
  }

  @SafeVarargs
  final void write(T... records) throws Exception {
    for (T each : records) {
      harness.processElement(each, 0);
    }
  }

  /** What a checkpoint holds of this subtask. */
  OperatorSubtaskState snapshot() throws Exception {
    flush();
    return harness.snapshot(checkpoint, 0);
  }

  void advanceTime(long millis) throws Exception {
    harness.setProcessingTime(millis);
  }

  /** What happens before a checkpoint is taken. */
  void flush() throws Exception {
    checkpoint++;
    harness.prepareSnapshotPreBarrier(checkpoint);
  }

  List<RejectedRow<T>> rejected() {
    return rejected;
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
