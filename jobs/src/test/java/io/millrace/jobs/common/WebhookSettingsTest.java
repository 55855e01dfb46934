package io.millrace.jobs.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookSettingsTest {

  private static final String SECRET =
      "whsec_" + Base64.getEncoder().encodeToString("twenty-four bytes, or so".getBytes());
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "SECRET",
          SECRET,
          "SHORT",
          "whsec_c2hvcnQ=",
          "WORD",
          "whsec_no base64",
          "URL",
          "https://h.example/t0ken",
          "BAD_URL",
          "https://h.example/t0 ken");

  @TempDir Path folder;

  @Test
  void smallestWebhook_getsTheDocumentedDefaults() throws Exception {
    assertThat(webhook("url: '${env:URL}', secret: '${env:SECRET}'"))
        .isEqualTo(
            new Webhook(
                "ops",
                URI.create("https://h.example/t0ken"),
                List.of(SECRET),
                Set.of(),
                List.of(),
                List.of(),
                Duration.ofSeconds(10),
                Duration.ofHours(1),
                Duration.ofDays(1),
                4,
                1_000));
  }

  @Test
  void everyKey_isRead() throws Exception {
    Webhook webhook =
        webhook(
            "url: 'http://in.example:8080/a?b', secret: ['${env:SECRET}', '${env:SECRET}'],"
                + " severities: [high, critical], patterns: ['login-*'], allowed_hosts: a.example,"
                + " insecure_hosts: '*.Example', allowed_networks: 10.1.2.0/24, timeout: 2 s,"
                + " max_retry_time: 5 min, max_age: 2 h, max_in_flight: 2, max_waiting: 7");

    assertThat(webhook.url()).hasToString("http://in.example:8080/a?b");
    assertThat(webhook.secrets()).hasSize(2);
    assertThat(webhook.severities()).containsExactlyInAnyOrder("high", "critical");
    assertThat(webhook.allowedNetworks()).containsExactly(Network.parse("10.1.2.0/24").get());
    assertThat(webhook.timeout()).hasSeconds(2);
    assertThat(webhook.maxRetryTime()).hasMinutes(5);
    assertThat(webhook.maxAge()).hasHours(2);
    assertThat(webhook.maxInFlight()).isEqualTo(2);
    assertThat(webhook.maxWaiting()).isEqualTo(7);
    assertThat(InstantiationUtil.clone(webhook)).isEqualTo(webhook);
  }

  @Test
  void secretAndPath_areNotInTheText() throws Exception {
    assertThat(webhook("url: '${env:URL}', secret: '${env:SECRET}'").toString())
        .contains("ops", "h.example")
        .doesNotContain("t0ken", SECRET, SECRET.substring(6));
  }

  @ParameterizedTest
  @CsvSource({
    "high,   login-failed, true",
    "high,   login-,       true",
    "low,    login-failed, false",
    "high,   a-login-,     false",
    "high,   exact,        true",
    "high,   exactly,      false",
    "HIGH,   exact,        false",
  })
  void alert_isWantedBySeverityAndPattern(String severity, String pattern, boolean wanted)
      throws Exception {
    assertThat(
            webhook(
                    "url: '${env:URL}', secret: '${env:SECRET}', severities: high,"
                        + " patterns: ['login-*', exact]")
                .wants(severity, pattern))
        .isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "url: 'https://a.example' | secret: is missing; write by reference whsec_",
        "secret: '${env:SECRET}' | url: is missing",
        "url: 'https://a.example', secret: '${env:SHORT}' | secret: is no secret of a webhook; write",
        "url: 'https://a.example', secret: '${env:WORD}' | secret: is no secret of a webhook; write",
        "url: 'https://a.example', secret: t0ken | secret: is no secret of a webhook; write",
        "url: '${env:BAD_URL}', secret: '${env:SECRET}' | url: is not a URL; write https://host/path",
        "url: 'https:///t0ken', secret: '${env:SECRET}' | url: is not a URL with a host",
        "url: 'https://a_b.example/t0ken', secret: '${env:SECRET}' | url: is not a URL with a host",
        "url: 'https://a.example:0/', secret: '${env:SECRET}' | url: is not a URL with a host",
        "url: '/t0ken', secret: '${env:SECRET}' | url: is not a URL with a host",
        "url: 'https://t0ken@a.example', secret: '${env:SECRET}' | url: holds a user",
        "url: 'https://a.example/#t0ken', secret: '${env:SECRET}' | url: holds a user or a part after #",
        "url: 'http://a.example/t0ken', secret: '${env:SECRET}' | url: is not safe; write https, or add a.example to insecure_hosts",
        "url: 'file://a.example/t0ken', secret: '${env:SECRET}' | url: is no call over HTTP",
        "url: 'https://a.example/t0ken', allowed_hosts: ['b.example', '*.a.example'], secret: '${env:SECRET}' | url: the host a.example is not allowed; add it",
        "url: 'https://evila.example/t0ken', allowed_hosts: 'a.example', secret: '${env:SECRET}' | url: the host evila.example is not allowed",
        "url: '${env:URL}', secret: '${env:SECRET}', severities: [hihg] | severities: unknown value 'hihg'; write some of",
        "url: '${env:URL}', secret: '${env:SECRET}', allowed_networks: [10.1.2.3] | allowed_networks: found '10.1.2.3'; write an address",
        "url: '${env:URL}', secret: '${env:SECRET}', timeout: 1 ms | timeout: found 1 ms; write 100 ms",
        "url: '${env:URL}', secret: '${env:SECRET}', retry: 1 | retry: unknown key",
      })
  void mistake_namesTheKeyAndTheRemedyAndNoSecret(String keys, String message) {
    assertThatThrownBy(() -> webhook(keys))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(folder.resolve("millrace.yaml") + ": webhooks[0]." + message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("t0ken", "c2hvcnQ", "no base64"))
        .hasNoCause();
  }

  @Test
  void name_isThereOnce() {
    String one = "{name: ops, url: '${env:URL}', secret: '${env:SECRET}'}";

    assertThatThrownBy(() -> read("[" + one + ", " + one + "]"))
        .hasMessageContaining("webhooks[1].name: 'ops' is there twice; write another");
  }

  private Webhook webhook(String keys) throws Exception {
    return read("[{name: ops, " + keys + "}]").get(0);
  }

  private List<Webhook> read(String list) throws Exception {
    Path file = folder.resolve("millrace.yaml");
    Files.writeString(file, "kafka: {bootstrap_servers: 'k:1'}\nwebhooks: " + list + "\n");
    return MillraceConfig.read(file, ENVIRONMENT::get).webhooks();
  }
}
