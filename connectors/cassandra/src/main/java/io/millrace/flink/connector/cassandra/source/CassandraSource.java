package io.millrace.flink.connector.cassandra.source;

import io.millrace.flink.connector.cassandra.session.CassandraSetupException;
import io.millrace.flink.connector.cassandra.session.SessionLease;
import io.millrace.flink.connector.cassandra.source.enumerator.CassandraEnumerator;
import io.millrace.flink.connector.cassandra.source.enumerator.CassandraEnumeratorState;
import io.millrace.flink.connector.cassandra.source.enumerator.CassandraEnumeratorStateSerializer;
import io.millrace.flink.connector.cassandra.source.enumerator.SplitPlanner;
import io.millrace.flink.connector.cassandra.source.reader.CassandraSourceReader;
import io.millrace.flink.connector.cassandra.source.split.CassandraSplit;
import io.millrace.flink.connector.cassandra.source.split.CassandraSplitSerializer;
import io.millrace.flink.connector.cassandra.types.TableDescription;
import java.io.IOException;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Reads a table of Cassandra once, in splits of its ring of tokens; bounded, for batch and
 * streaming jobs.
 *
 * <p>After a failure each split goes on where the last checkpoint left it: a row that nobody wrote
 * or deleted meanwhile is read exactly once.
 *
 * @see CassandraSourceBuilder
 */
@PublicEvolving
public final class CassandraSource<T>
    implements Source<T, CassandraSplit, CassandraEnumeratorState>, ResultTypeQueryable<T> {

  private static final long serialVersionUID = 1L;

  private final ScanSettings settings;
  private final RowReader<T> rowReader;
  private final TypeInformation<T> type;

  CassandraSource(ScanSettings settings, RowReader<T> rowReader, TypeInformation<T> type) {
    this.settings = settings;
    this.rowReader = rowReader;
    this.type = type;
  }

  public static <T> CassandraSourceBuilder<T> builder() {
    return new CassandraSourceBuilder<>();
  }

  /**
   * Connects once and looks for the table and its columns: for use before the job is submitted,
   * which would fail with the same message.
   */
  public void check() throws CassandraSetupException, InterruptedException {
    try (SessionLease lease = SessionLease.acquire(settings.connection(), loader())) {
      settings
          .query()
          .check(
              TableDescription.read(
                  lease.session(), settings.query().keyspace(), settings.query().table()));
    }
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<T, CassandraSplit> createReader(SourceReaderContext context)
      throws IOException, InterruptedException {
    return CassandraSourceReader.open(settings, rowReader, context);
  }

  @Override
  public SplitEnumerator<CassandraSplit, CassandraEnumeratorState> createEnumerator(
      SplitEnumeratorContext<CassandraSplit> context) {
    return restoreEnumerator(context, CassandraEnumeratorState.NOT_PLANNED);
  }

  @Override
  public SplitEnumerator<CassandraSplit, CassandraEnumeratorState> restoreEnumerator(
      SplitEnumeratorContext<CassandraSplit> context, CassandraEnumeratorState state) {
    int parallelism = context.currentParallelism();
    return new CassandraEnumerator(
        context, () -> SplitPlanner.plan(settings, loader(), parallelism), state);
  }

  /** The job's, which has what the settings name. */
  private ClassLoader loader() {
    return rowReader.getClass().getClassLoader();
  }

  @Override
  public SimpleVersionedSerializer<CassandraSplit> getSplitSerializer() {
    return CassandraSplitSerializer.INSTANCE;
  }

  @Override
  public SimpleVersionedSerializer<CassandraEnumeratorState> getEnumeratorCheckpointSerializer() {
    return CassandraEnumeratorStateSerializer.INSTANCE;
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return type;
  }
}
