package io.millrace.jobs.detect.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.jobs.common.Network;
import io.millrace.jobs.common.Webhook;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Receivers as tests want them. */
final class Webhooks {

  static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(US_ASCII);
  static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);

  private Webhooks() {}

  static Webhook at(String url, Duration timeout, String... allowedNetworks) {
    return webhook(url, timeout, Duration.ofMinutes(10), 100, allowedNetworks);
  }

  static Webhook local(String name, int port, int maxInFlight, int maxWaiting) {
    return new Webhook(
        name,
        URI.create("http://127.0.0.1:" + port + "/"),
        List.of(SECRET),
        Set.of(),
        List.of(),
        List.of(Network.parse("127.0.0.0/8").orElseThrow()),
        Duration.ofSeconds(30),
        Duration.ofMinutes(10),
        Duration.ofDays(1),
        maxInFlight,
        maxWaiting);
  }

  static Webhook webhook(
      String url, Duration timeout, Duration maxRetryTime, int maxWaiting, String... networks) {
    return new Webhook(
        "ops",
        URI.create(url),
        List.of(SECRET),
        Set.of(),
        List.of(),
        Arrays.stream(networks).map(text -> Network.parse(text).orElseThrow()).toList(),
        timeout,
        maxRetryTime,
        Duration.ofDays(1),
        4,
        maxWaiting);
  }
}
