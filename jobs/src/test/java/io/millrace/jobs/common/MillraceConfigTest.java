package io.millrace.jobs.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MillraceConfigTest {

  private static final Path SHOP =
      Path.of(System.getProperty("millrace.home"), "examples/shop/millrace.yaml");

  @TempDir Path folder;

  @Test
  void smallestFile_getsTheDocumentedDefaults() throws Exception {
    MillraceConfig config = read("kafka: {bootstrap_servers: 'kafka:9092'}");

    assertThat(config.kafka().bootstrapServers()).isEqualTo("kafka:9092");
    assertThat(config.topics()).isEqualTo(new TopicPolicy(true, 4, (short) 1, 604_800_000L));
    assertThat(config.ingest().collections()).isEmpty();
    assertThat(config.ingest().dedupFor()).isEqualTo(Duration.ofDays(31));
    assertThat(config.ingest().transactionTimeout()).isEqualTo(Duration.ofMinutes(15));
    assertThat(config.cassandra()).isNull();
    assertThat(config.rollup().emitEvery()).isEqualTo(Duration.ofSeconds(10));
    // Less would expire intervals of a backlog: docs/decisions/006-open-intervals.md.
    assertThat(config.rollup().disorder()).isEqualTo(Duration.ofDays(31));
  }

  @Test
  void shopExample_isRead() {
    MillraceConfig config = MillraceConfig.read(SHOP);

    assertThat(config.datasets()).isEqualTo(SHOP.resolveSibling("datasets"));
    assertThat(config.cassandra()).isNotNull();
  }

  @Test
  void retentionForEver_isKafkasMinusOne() throws Exception {
    MillraceConfig config =
        read("kafka: {bootstrap_servers: 'kafka:9092'}\ntopics: {retention: for ever}");

    assertThat(config.topics().retentionMillis()).isEqualTo(-1);
  }

  @Test
  void password_isNotInTheText() throws Exception {
    MillraceConfig config =
        read(
            """
            kafka: {bootstrap_servers: 'kafka:9092'}
            cassandra: {contact_points: 'c:9042', username: ada, password: s3cret}
            """);

    assertThat(config.toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "topics: {}                         | kafka: is missing; write a mapping",
        "kafka: {bootstrap_server: 'k:1'}   | kafka.bootstrap_servers: is missing",
        "kafka: {bootstrap_servers: 'k'}    | kafka.bootstrap_servers: found 'k'; write host:port",
        "kafka: {bootstrap_servers: 'k:1'}\\ntopic: {} | topic: unknown key; did you mean 'topics'?",
        "kafka: {bootstrap_servers: 'k:1'}\\ningest: {dedup_fr: 1 d} | ingest.dedup_fr: unknown key; did you mean 'dedup_for'?",
        "kafka: {bootstrap_servers: 'k:1'}\\ningest: {dedup_for: 0 s} | ingest.dedup_for: found 0 ms; write 1000 ms or more",
        "kafka: {bootstrap_servers: 'k:1'}\\ncassandra: {keyspace: a} | cassandra.contact_points: is missing",
        "kafka: {bootstrap_servers: 'k:1'}\\ncassandra: {contact_points: c, keyspace: a-b} | cassandra.keyspace: found 'a-b'",
        "kafka: {bootstrap_servers: 'k:1'}\\ncassandra: {contact_points: c, username: u} | cassandra.password: is missing",
      })
  void mistake_namesFileAndPathAndRemedy(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml.replace("\\n", "\n")))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(folder.resolve("millrace.yaml") + ": " + message);
  }

  private MillraceConfig read(String yaml) throws Exception {
    Path file = folder.resolve("millrace.yaml");
    Files.writeString(file, yaml);
    return MillraceConfig.read(file);
  }
}
