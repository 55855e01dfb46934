package io.millrace.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.common.MillraceConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlVariablesTest {

  @TempDir private Path folder;
  private MillraceConfig config;

  @BeforeEach
  void write() throws Exception {
    config =
        MillraceConfig.read(
            Files.writeString(
                folder.resolve("millrace.yaml"),
                """
                kafka:
                  bootstrap_servers: k1:9092,k2:9092
                  properties:
                    security.protocol: SASL_SSL
                    sasl.jaas.config: user='ada';
                ingest: {discover_every: 2 s, transaction_timeout: 5 min}
                cassandra: {contact_points: ["c1:9042", "c2:9042"], keyspace: shop}
                archive: {path: "s3://bucket/archive"}
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "script                            | clicks",
        "kafka.bootstrap_servers           | k1:9092,k2:9092",
        "ingest.discover_every             | 2000 ms",
        "ingest.transaction_timeout_millis | 300000",
        "cassandra.contact_points          | c1:9042,c2:9042",
        "cassandra.datacenter              | datacenter1",
        "cassandra.keyspace                | shop",
        "archive.path                      | s3://bucket/archive",
      })
  void configuration_isRead_itsValuesAreVariables(String name, String expected) {
    assertThat(SqlVariables.of(config, "clicks", Map.of()).resolve(name)).isEqualTo(expected);
  }

  @Test
  void kafkaOptions_clientProperties_areTableOptionsWithTheirQuotesDoubled() {
    assertThat(SqlVariables.of(config, "clicks", Map.of()).resolve("kafka_options"))
        .isEqualTo(
            "'properties.bootstrap.servers' = 'k1:9092,k2:9092',"
                + " 'properties.sasl.jaas.config' = 'user=''ada'';',"
                + " 'properties.security.protocol' = 'SASL_SSL'");
  }

  @Test
  void define_aNameOfTheConfiguration_wins() {
    assertThat(
            SqlVariables.of(config, "clicks", Map.of("archive.path", "/tmp/a"))
                .resolve("archive.path"))
        .isEqualTo("/tmp/a");
  }
}
