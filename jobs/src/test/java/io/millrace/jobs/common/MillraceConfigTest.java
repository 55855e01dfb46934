package io.millrace.jobs.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import io.millrace.patterns.sigma.SigmaSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    assertThat(config.topics())
        .isEqualTo(new TopicPolicy(new OutboundTopics(""), true, 4, (short) 1, 604_800_000L));
    assertThat(config.ingest().collections()).isEmpty();
    assertThat(config.ingest().dedupFor()).isEqualTo(Duration.ofDays(31));
    assertThat(config.ingest().transactionTimeout()).isEqualTo(Duration.ofMinutes(15));
    assertThat(config.ingest().lateness().millisOf("any")).isEqualTo(7 * 86_400_000L);
    assertThat(config.ingest().exactlyOnce()).isTrue();
    assertThat(config.ingest().failOnMissing()).isTrue();
    assertThat(config.outbound().ledger()).isEqualTo("ledger");
    assertThat(config.cassandra()).isNull();
    assertThat(config.rollup().emitEvery()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void source_readsCommittedRecordsInSmallFetchesUnlessTheFileSaysOtherwise() throws Exception {
    assertThat(read("kafka: {bootstrap_servers: 'kafka:9092'}").kafka().sourceProperties())
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("max.poll.records", "2000")
        .containsEntry("fetch.max.bytes", "491520");
    MillraceConfig own =
        read(
            """
            kafka:
              bootstrap_servers: 'kafka:9092'
              properties: {fetch.max.bytes: '2000000', isolation.level: read_uncommitted}
            """);
    assertThat(own.kafka().sourceProperties())
        .containsEntry("fetch.max.bytes", "2000000")
        .containsEntry("isolation.level", "read_committed");
  }

  @Test
  void lateness_ofANamedCollection_isItsOwn() throws Exception {
    MillraceConfig config =
        read(
            """
            kafka: {bootstrap_servers: 'kafka:9092'}
            ingest: {max_lateness: 2 h, max_lateness_of: {logins: 5 min}}
            """);

    assertThat(config.ingest().lateness().millisOf("logins")).isEqualTo(300_000);
    assertThat(config.ingest().lateness().millisOf("carts")).isEqualTo(7_200_000);
  }

  @Test
  void topicsPrefix_standsBeforeEveryOutboundTopic() throws Exception {
    MillraceConfig config = read("kafka: {bootstrap_servers: 'kafka:9092'}\ntopics: {prefix: v2-}");

    assertThat(config.outbound().events("carts")).isEqualTo("v2-events.carts");
    assertThat(config.outbound().collectionOf("v2-events.carts")).isEqualTo("carts");
    assertThat(List.of("v2-events.a", "v2-rejects", "v2-late", "v2-ledger", "events.a", "ledger"))
        .filteredOn(topic -> config.outbound().pattern().matcher(topic).matches())
        .containsExactly("v2-events.a", "v2-rejects", "v2-late", "v2-ledger");
  }

  @Test
  void sigma_hasItsRulesBesideTheFile() throws Exception {
    MillraceConfig config =
        read(
            """
            kafka: {bootstrap_servers: 'kafka:9092'}
            detect: {lateness: 30 s}
            sigma:
              rules: deeper/sigma
              logsources: [{product: linux, collection: hosts}]
              placeholders: {Admins: [root, "${env:NOBODY:-ada}"]}
              lateness: 30 s
            """);

    assertThat(config.sigma())
        .isEqualTo(
            new MillraceConfig.Sigma(
                folder.resolve("deeper/sigma"),
                new SigmaSettings(
                    List.of(new SigmaSettings.LogSource("linux", null, null, "hosts")),
                    Map.of("Admins", List.of("root", "ada")),
                    Duration.ofSeconds(30))));
    assertThat(read("kafka: {bootstrap_servers: 'kafka:9092'}\ndetect: {lateness: 1 s}").sigma())
        .isEqualTo(new MillraceConfig.Sigma(null, SigmaSettings.NONE));
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
        "kafka: {bootstrap_servers: 'k:1'}\\ningest: {guarantee: once} | ingest.guarantee: unknown value 'once'",
        "kafka: {bootstrap_servers: 'k:1'}\\ntopics: {prefix: in.x} | topics.prefix: found 'in.x'; ingest would read what it wrote",
        "kafka: {bootstrap_servers: 'k:1'}\\nsigma: {rule: a} | sigma.rule: unknown key; did you mean 'rules'?",
        "kafka: {bootstrap_servers: 'k:1'}\\ndetect: {lateness: 1 s}\\nsigma: {rules: a} | sigma.lateness: is 60000 ms, and detect.lateness 1000 ms; write less, or raise detect.lateness",
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
