package io.millrace.jobs.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.JobGraphs;
import io.millrace.jobs.common.JobArguments;
import io.millrace.jobs.common.JobEnvironment;
import io.millrace.jobs.common.MillraceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectGraphTest {

  private static final String KAFKA = "kafka: {bootstrap_servers: 'k:1'}\n";

  @TempDir Path folder;

  @Test
  void operators_haveTheirReleasedUidsAndTheSameNames() throws IOException {
    JobGraphs.assertOperators(
        built(KAFKA + "cassandra: {contact_points: 'c:1'}\n"),
        "read-events",
        "observe-time",
        "read-patterns",
        "stamp-versions",
        "match-events",
        "correlate-matches",
        "write-alerts",
        "Sink Committer: write-alerts",
        "read-alerts",
        "write-alert-rows",
        "select-alerts",
        "route-alerts",
        "call-webhooks");
  }

  @Test
  void withoutCassandra_alertsStayInKafka() throws IOException {
    JobGraphs.assertOperators(
        built(KAFKA),
        "read-events",
        "observe-time",
        "read-patterns",
        "stamp-versions",
        "match-events",
        "correlate-matches",
        "write-alerts",
        "Sink Committer: write-alerts",
        "read-alerts",
        "select-alerts",
        "route-alerts",
        "call-webhooks");
  }

  /** Two that stamp would promise different things. */
  @Test
  void stampVersions_hasOneSubtask() throws IOException {
    assertThat(built(KAFKA).getStreamGraph().getStreamNodes())
        .filteredOn(node -> "stamp-versions".equals(node.getTransformationUID()))
        .extracting(StreamNode::getParallelism)
        .containsExactly(1);
  }

  private StreamExecutionEnvironment built(String yaml) throws IOException {
    Path file = folder.resolve("millrace.yaml");
    Files.writeString(file, yaml);
    StreamExecutionEnvironment env =
        JobEnvironment.create(JobArguments.of("--config", file.toString(), "--parallelism", "3"));
    DetectJob.build(env, MillraceConfig.read(file));
    return env;
  }
}
