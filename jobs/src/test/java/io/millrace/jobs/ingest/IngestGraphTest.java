package io.millrace.jobs.ingest;

import static org.apache.flink.types.PojoTestUtils.assertSerializedAsPojoWithoutKryo;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.InboundRecord;
import io.millrace.jobs.JobGraphs;
import io.millrace.jobs.common.JobArguments;
import io.millrace.jobs.common.JobEnvironment;
import io.millrace.jobs.common.MillraceConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.CompressionType;

class IngestGraphTest {

  @TempDir Path folder;

  @Test
  void operators_haveTheirReleasedUidsAndTheSameNames() throws Exception {
    Path file = folder.resolve("millrace.yaml");
    Files.writeString(file, "kafka: {bootstrap_servers: 127.0.0.1:9092}\n");
    StreamExecutionEnvironment env =
        JobEnvironment.create(JobArguments.of("--config", file.toString()));

    env.getCheckpointConfig().enableUnalignedCheckpoints(true);
    IngestJob.build(env, MillraceConfig.read(file));

    assertThat(env.getCheckpointConfig().isUnalignedCheckpointsEnabled()).isFalse();
    assertThat(env.getConfiguration().get(RocksDBConfigurableOptions.COMPRESSION_PER_LEVEL))
        .containsExactly(CompressionType.NO_COMPRESSION);
    JobGraphs.assertOperators(
        env,
        "read-inbound-records",
        "check-events",
        "settle-verdicts",
        "write-outbound-topics",
        "Sink Committer: write-outbound-topics");
  }

  @Test
  void recordsBetweenOperators_neverFallBackToKryo() {
    assertSerializedAsPojoWithoutKryo(InboundRecord.class);
    assertSerializedAsPojoWithoutKryo(PartitionMark.class);
    assertSerializedAsPojoWithoutKryo(InboundPosition.class);
  }

  @Test
  void inboundTopics_ofNoNamedCollection_areAllButTheReserved() {
    assertThat(List.of("in.requests", "in.a.b", "in._bulk", "in._other", "in.", "events.a", "inx"))
        .filteredOn(topic -> IngestJob.inboundTopics(List.of()).matcher(topic).matches())
        .containsExactly("in.requests", "in.a.b", "in._bulk");
  }

  @Test
  void inboundTopics_ofNamedCollections_areThoseAndBulk() {
    assertThat(List.of("in.requests", "in.requests2", "in.a+b", "in._bulk", "in.other"))
        .filteredOn(
            topic -> IngestJob.inboundTopics(List.of("requests", "a+b")).matcher(topic).matches())
        .containsExactly("in.requests", "in.a+b", "in._bulk");
  }
}
