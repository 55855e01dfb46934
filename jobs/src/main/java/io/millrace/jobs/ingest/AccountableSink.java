package io.millrace.jobs.ingest;

import io.millrace.jobs.common.OutboundTopics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Kafka's exactly-once sink, with an account of what each transaction holds.
 *
 * <p>Where Kafka has aborted a transaction that a completed checkpoint relies on (it timed out
 * while the job was away), the sink beneath writes a line to its log and goes on without those
 * records. This one knows the ledger's lines of each transaction: when they can be read, the
 * transaction had been committed before and all is well; else the job ends and names the ranges.
 */
final class AccountableSink
    implements Sink<OutboundRecord>,
        SupportsWriterState<OutboundRecord, KafkaWriterState>,
        SupportsCommitter<AccountedCommittable>,
        SupportsPostCommitTopology<AccountedCommittable> {

  private static final long serialVersionUID = 1;

  private final KafkaSink<OutboundRecord> kafka;
  private final Properties clientProperties;
  private final OutboundTopics topics;
  private final String transactionalIdPrefix;

  AccountableSink(
      KafkaSink<OutboundRecord> kafka,
      Properties clientProperties,
      OutboundTopics topics,
      String transactionalIdPrefix) {
    this.kafka = kafka;
    this.clientProperties = clientProperties;
    this.topics = topics;
    this.transactionalIdPrefix = transactionalIdPrefix;
  }

  @Override
  public SinkWriter<OutboundRecord> createWriter(WriterInitContext context) throws IOException {
    return new Writer(kafka.createWriter(context));
  }

  @Override
  public StatefulSinkWriter<OutboundRecord, KafkaWriterState> restoreWriter(
      WriterInitContext context, Collection<KafkaWriterState> states) throws IOException {
    return new Writer(kafka.restoreWriter(context, states));
  }

  @Override
  public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
    return kafka.getWriterStateSerializer();
  }

  @Override
  public Committer<AccountedCommittable> createCommitter(CommitterInitContext context)
      throws IOException {
    return new AccountableCommitter(
        kafka.createCommitter(context), clientProperties, topics.ledger());
  }

  @Override
  public SimpleVersionedSerializer<AccountedCommittable> getCommittableSerializer() {
    return new AccountedCommittable.Serializer(kafka.getCommittableSerializer());
  }

  /**
   * Adds no step; keeps each writer beside its committer, since both share producers. Kafka's own
   * sink does the same in its own way, which its types do not let us call.
   */
  @Override
  public void addPostCommitTopology(
      DataStream<CommittableMessage<AccountedCommittable>> committables) {
    Transformation<?> step = committables.getTransformation();
    while (step.getOutputType() instanceof CommittableMessageTypeInfo) {
      step.setCoLocationGroupKey(transactionalIdPrefix);
      step = step.getInputs().get(0);
    }
  }

  /** Collects the ledger's lines of the transaction that is open. */
  @SuppressWarnings("try") // close() declares Exception, and with it InterruptedException
  private static final class Writer
      implements StatefulSinkWriter<OutboundRecord, KafkaWriterState>,
          CommittingSinkWriter<OutboundRecord, AccountedCommittable> {

    private final SinkWriter<OutboundRecord> writer;
    private final StatefulSinkWriter<OutboundRecord, KafkaWriterState> withState;
    private final CommittingSinkWriter<OutboundRecord, KafkaCommittable> withCommits;
    private List<AccountedCommittable.Line> lines = new ArrayList<>();

    <
            W extends
                StatefulSinkWriter<OutboundRecord, KafkaWriterState>
                    & CommittingSinkWriter<OutboundRecord, KafkaCommittable>>
        Writer(W kafka) {
      writer = kafka;
      withState = kafka;
      withCommits = kafka;
    }

    @Override
    public void write(OutboundRecord record, Context context)
        throws IOException, InterruptedException {
      AccountedCommittable.Line line = record.line();
      if (line != null) {
        lines.add(line);
      }
      writer.write(record, context);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
      writer.flush(endOfInput);
    }

    @Override
    public Collection<AccountedCommittable> prepareCommit()
        throws IOException, InterruptedException {
      List<AccountedCommittable> accounted = new ArrayList<>();
      for (KafkaCommittable committable : withCommits.prepareCommit()) {
        accounted.add(new AccountedCommittable(committable, lines));
      }
      lines = new ArrayList<>();
      return accounted;
    }

    @Override
    public List<KafkaWriterState> snapshotState(long checkpointId) throws IOException {
      return withState.snapshotState(checkpointId);
    }

    @Override
    public void close() throws Exception {
      writer.close();
    }
  }
}
