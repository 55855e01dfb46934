package io.millrace.flink.connector.cassandra.sink;

import io.millrace.flink.connector.cassandra.session.CassandraSetupException;
import io.millrace.flink.connector.cassandra.sink.internal.CassandraWriter;
import io.millrace.flink.connector.cassandra.sink.internal.SinkSettings;
import io.millrace.flink.connector.cassandra.sink.internal.WriterState;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Writes records as rows to Cassandra, at least once; with write timestamps that depend on the data
 * alone, a row written again is the same row.
 *
 * @see CassandraSinkBuilder
 */
@PublicEvolving
public final class CassandraSink<T> implements Sink<T>, SupportsWriterState<T, WriterState> {

  private static final long serialVersionUID = 1L;

  private final SinkSettings<T> settings;

  CassandraSink(SinkSettings<T> settings) {
    this.settings = settings;
  }

  public static <T> CassandraSinkBuilder<T> builder() {
    return new CassandraSinkBuilder<>();
  }

  /**
   * Connects once and compares the declared tables with those that exist: for use before the job is
   * submitted, since each writer would fail with the same message.
   */
  public void check() throws CassandraSetupException, InterruptedException {
    CassandraWriter.check(settings);
  }

  @Override
  public StatefulSinkWriter<T, WriterState> createWriter(WriterInitContext context)
      throws IOException {
    return restoreWriter(context, List.of());
  }

  @Override
  public StatefulSinkWriter<T, WriterState> restoreWriter(
      WriterInitContext context, Collection<WriterState> restored) throws IOException {
    return CassandraWriter.open(settings, context, restored);
  }

  @Override
  public SimpleVersionedSerializer<WriterState> getWriterStateSerializer() {
    return WriterState.SERIALIZER;
  }
}
