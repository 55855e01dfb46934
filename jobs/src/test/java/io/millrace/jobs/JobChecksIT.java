package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.config.ConfigException;
import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.common.TopicPolicy;
import io.millrace.jobs.ingest.IngestJob;
import io.millrace.jobs.rollup.RollupJob;
import io.millrace.stack.LocalStack;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mistake in a deployment is one message that says what to write, before anything runs. */
class JobChecksIT {

  private static final String DATASET =
      """
      dataset_name: checked
      query: {event_collection: checks, analysis_type: count, interval: daily}
      """;

  @TempDir Path folder;

  @BeforeAll
  static void createTopic() {
    if (!JobsStack.topicNames().contains("in.checks")) {
      JobsStack.createTopics(1, "in.checks");
    }
  }

  @BeforeEach
  void layOut() throws IOException {
    Files.createDirectory(folder.resolve("datasets"));
    Files.writeString(folder.resolve("datasets/checked.yaml"), DATASET);
  }

  @Test
  void rightDeployment_passes() {
    assertThatCode(() -> IngestJob.check(config(kafka(), cassandra()))).doesNotThrowAnyException();
    assertThatCode(() -> RollupJob.check(config(kafka(), cassandra()))).doesNotThrowAnyException();
  }

  /** Else the first batch of a producer may be refused for good, and is lost. */
  @Test
  void topicsOnceMade_areServedByTheirLeaders() throws Exception {
    Map<String, Object> withoutRetries = new HashMap<>(JobsStack.clientProperties());
    withoutRetries.put("retries", 0);
    Properties properties = new Properties();
    properties.putAll(JobsStack.clientProperties());
    int partitions = 20;
    try (KafkaTopics topics = KafkaTopics.connect(properties);
        Admin admin = Admin.create(withoutRetries)) {
      for (int i = 0; i < 20; i++) {
        String topic = "served-at-once-" + i;
        topics.ensure(topic, TopicPolicy.ofInbound(partitions, -1));

        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
          ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        assertThat(admin.listOffsets(ends).all().get()).hasSize(partitions);
      }
    }
  }

  @Test
  void typesAndTablesOfAllAnalyses_onceMade_fit() throws Exception {
    Files.writeString(
        folder.resolve("datasets/all.yaml"),
        """
        dataset_name: all analyses
        query:
          event_collection: checks
          analysis_type: multi_analysis
          analyses:
            users: {analysis_type: count_unique, target_property: u}
            mid: {analysis_type: median, target_property: n}
            spread: {analysis_type: standard_deviation, target_property: n}
            names: {analysis_type: select_unique, target_property: u}
            best: {analysis_type: top_k, target_property: u}
          interval: daily
        """);
    MillraceConfig config =
        config(kafka(), cassandra().replace("job_checks", "job_checks_of_types"));

    RollupJob.createTables(config);
    RollupJob.createTables(config);
    assertThatCode(() -> RollupJob.check(config)).doesNotThrowAnyException();

    try (CqlSession session = JobsStack.session()) {
      session.execute("ALTER TYPE job_checks_of_types.top_value ADD note text");
    }
    assertThatThrownBy(() -> RollupJob.check(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "type job_checks_of_types.top_value has the fields {item=text, frequency=bigint,"
                + " note=text} and has to have {item=text, frequency=bigint}");
  }

  @Test
  void changedDefinition_isNamedBeforeAnythingRuns() throws Exception {
    MillraceConfig config =
        config(kafka(), cassandra().replace("job_checks", "job_checks_of_changes"));
    RollupJob.createTables(config);
    assertThat(RollupJob.check(config)).isEmpty();

    Path file = folder.resolve("datasets/checked.yaml");
    String counted = "analysis_type: count_unique, target_property: user";
    Files.writeString(file, DATASET.replace("analysis_type: count", counted));
    assertThatThrownBy(() -> RollupJob.check(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("dataset 'checked': analyses was [] and is [distinct of user]")
        .hasMessageEndingWith("write version: 2");

    Files.writeString(file, "version: 2\n" + DATASET.replace("analysis_type: count", counted));
    assertThat(RollupJob.check(config))
        .singleElement()
        .asString()
        .startsWith("dataset 'checked' goes from version 1 to 2");
    RollupJob.createTables(config);
    assertThat(RollupJob.check(config)).isEmpty();

    Files.move(file, folder.resolve("datasets/other.yaml"));
    Files.writeString(folder.resolve("datasets/other.yaml"), DATASET.replace("checked", "other"));
    assertThat(RollupJob.check(config))
        .containsExactly(
            "dataset 'checked' is not defined any more: what is open of it is dropped, its tables"
                + " stay");
  }

  @Test
  void topicOfCorrections_isMadeWhenADatasetAsksForIt() throws Exception {
    String prefixed = kafka() + "topics: {prefix: job_checks.}\n";
    RollupJob.check(config(prefixed, cassandra()));
    assertThat(JobsStack.topicNames())
        .contains("job_checks.events.checks")
        .doesNotContain("job_checks.corrections");

    Files.writeString(folder.resolve("datasets/checked.yaml"), "corrections: true\n" + DATASET);
    RollupJob.check(config(prefixed, cassandra()));
    assertThat(JobsStack.topicNames()).contains("job_checks.corrections");
  }

  @Test
  void wrongDatasetFile_namesFileAndPath() throws IOException {
    Files.writeString(
        folder.resolve("datasets/checked.yaml"), DATASET.replace("analysis_type", "analysis_typ"));

    assertThatThrownBy(() -> RollupJob.check(config(kafka(), cassandra())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("datasets/checked.yaml: query.analysis_typ");
  }

  @Test
  void wrongConfigKey_isNamedWithTheNearestKnownOne() {
    assertThatThrownBy(() -> config(kafka().replace("kafka:", "kafak:"), cassandra()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("millrace.yaml: kafka: is missing");
    assertThatThrownBy(() -> config(kafka(), cassandra().replace("keyspace", "keyspac")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cassandra.keyspac: unknown key; did you mean 'keyspace'?");
  }

  @Test
  void collectionWithoutTopic_isNamedWithTheNearestTopic() throws IOException {
    Files.writeString(folder.resolve("datasets/checked.yaml"), DATASET.replace("checks", "chekcs"));

    assertThatThrownBy(() -> RollupJob.check(config(kafka(), cassandra())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("neither topic in.chekcs nor events.chekcs")
        .hasMessageContaining("did you mean 'checks'?");
    assertThatThrownBy(
            () ->
                IngestJob.check(config(kafka() + "ingest: {collections: [chekcs]}\n", cassandra())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("topic in.chekcs does not exist")
        .hasMessageContaining("did you mean 'in.checks'?");
  }

  @Test
  void wrongPort_isNamedForEachServer() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    String nowhere = "127.0.0.1:" + free;

    assertThatThrownBy(
            () ->
                IngestJob.check(
                    config("kafka: {bootstrap_servers: '" + nowhere + "'}\n", cassandra())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no Kafka broker answers at " + nowhere);
    assertThatThrownBy(
            () ->
                RollupJob.check(
                    config(kafka(), "cassandra: {contact_points: '" + nowhere + "'}\n")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cassandra: ")
        .hasMessageContaining(Integer.toString(free));
  }

  @Test
  void transactionLongerThanTheBrokerAllows_namesBothTimes() {
    assertThatThrownBy(
            () ->
                IngestJob.check(
                    config(kafka() + "ingest: {transaction_timeout: 31 d}\n", cassandra())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ingest.transaction_timeout: found 2678400000 ms")
        .hasMessageContaining("transaction.max.timeout.ms");
  }

  @Test
  void wrongPassword_isSaidWithoutShowingIt() {
    try (LocalStack locked =
        LocalStack.builder().cassandra().cassandraPasswords().temporary().shortLived().start()) {
      String cassandra = "cassandra: {contact_points: '%s', username: cassandra, password: %s}\n";

      assertThatCode(
              () ->
                  RollupJob.check(
                      config(
                          kafka(),
                          cassandra.formatted(locked.cassandraContactPoint(), "cassandra"))))
          .doesNotThrowAnyException();
      assertThatThrownBy(
              () ->
                  RollupJob.check(
                      config(
                          kafka(), cassandra.formatted(locked.cassandraContactPoint(), "oh-no"))))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("password")
          .hasMessageNotContaining("oh-no");
    }
  }

  private static String kafka() {
    return "kafka: {bootstrap_servers: '" + JobsStack.stack().kafkaBootstrap() + "'}\n";
  }

  private static String cassandra() {
    return "cassandra: {contact_points: '"
        + JobsStack.stack().cassandraContactPoint()
        + "', keyspace: job_checks}\n";
  }

  private MillraceConfig config(String kafka, String cassandra) throws IOException {
    Path file = folder.resolve("millrace.yaml");
    Files.writeString(file, kafka + cassandra + "datasets: datasets\n");
    return MillraceConfig.read(file);
  }
}
