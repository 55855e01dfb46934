package io.millrace.jobs.common;

import io.millrace.config.ConfigNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the list {@code webhooks}. No message shows a URL or a secret. */
final class WebhookSettings {

  private static final List<String> SEVERITIES =
      List.of("informational", "low", "medium", "high", "critical");
  private static final int LEAST_KEY_BYTES = 24;
  private static final int MOST_KEY_BYTES = 64;

  private WebhookSettings() {}

  static List<Webhook> read(ConfigNode root) {
    List<Webhook> webhooks = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ConfigNode node : root.children("webhooks")) {
      Webhook webhook = webhook(node);
      if (!names.add(webhook.name())) {
        throw node.error("name", "'" + webhook.name() + "' is there twice; write another");
      }
      webhooks.add(webhook);
    }
    return List.copyOf(webhooks);
  }

  private static Webhook webhook(ConfigNode node) {
    String name = node.requiredText("name");
    if (!name.matches("[a-z0-9][a-z0-9_-]{0,62}")) {
      throw node.error("name", "found '" + name + "'; write small letters, digits, - and _");
    }
    return new Webhook(
        name,
        url(node),
        secrets(node),
        Set.copyOf(severities(node)),
        List.copyOf(node.texts("patterns")),
        networks(node),
        MillraceConfig.atLeast(node, "timeout", Duration.ofSeconds(10), Duration.ofMillis(100)),
        MillraceConfig.atLeast(node, "max_retry_time", Duration.ofHours(1), Duration.ZERO),
        MillraceConfig.atLeast(node, "max_age", Duration.ofDays(1), Duration.ofSeconds(1)),
        node.integer("max_in_flight", 4, 1, 100),
        node.integer("max_waiting", 1_000, 1, 100_000));
  }

  private static URI url(ConfigNode node) {
    URI url;
    try {
      url = new URI(node.requiredText("url"));
    } catch (URISyntaxException showsTheUrl) {
      throw node.error("url", "is not a URL; write https://host/path");
    }
    String host = url.getHost();
    if (host == null || url.getScheme() == null || url.getPort() == 0 || url.getPort() > 65_535) {
      throw node.error("url", "is not a URL with a host; write https://host/path");
    }
    if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
      throw node.error("url", "holds a user or a part after #; leave them out");
    }
    List<String> secure = node.texts("allowed_hosts");
    List<String> insecure = node.texts("insecure_hosts");
    switch (url.getScheme().toLowerCase(Locale.ROOT)) {
      case "https" -> {
        if (!secure.isEmpty() && !isAmong(secure, host)) {
          throw node.error(
              "url",
              "the host " + host + " is not allowed; add it to allowed_hosts or write another");
        }
      }
      case "http" -> {
        if (!isAmong(insecure, host)) {
          throw node.error(
              "url", "is not safe; write https, or add " + host + " to insecure_hosts");
        }
      }
      default -> throw node.error("url", "is no call over HTTP; write https://host/path");
    }
    return URI.create(url.toASCIIString());
  }

  private static boolean isAmong(List<String> hosts, String host) {
    String small = host.toLowerCase(Locale.ROOT);
    return hosts.stream()
        .map(each -> each.toLowerCase(Locale.ROOT))
        .anyMatch(
            each -> each.startsWith("*.") ? small.endsWith(each.substring(1)) : small.equals(each));
  }

  private static List<String> secrets(ConfigNode node) {
    List<String> secrets = node.texts("secret");
    String remedy =
        "write by reference " + Webhook.SECRET_PREFIX + " and 24 to 64 random bytes in base64";
    if (secrets.isEmpty()) {
      throw node.error("secret", "is missing; " + remedy);
    }
    for (String secret : secrets) {
      if (!isSecret(secret)) {
        throw node.error("secret", "is no secret of a webhook; " + remedy);
      }
    }
    return List.copyOf(secrets);
  }

  private static boolean isSecret(String secret) {
    try {
      int length = Webhook.key(secret).length;
      return length >= LEAST_KEY_BYTES && length <= MOST_KEY_BYTES;
    } catch (IllegalArgumentException none) {
      return false;
    }
  }

  private static List<String> severities(ConfigNode node) {
    List<String> severities = node.texts("severities");
    for (String severity : severities) {
      if (!SEVERITIES.contains(severity)) {
        throw node.error(
            "severities",
            "unknown value '" + severity + "'; write some of " + String.join(", ", SEVERITIES));
      }
    }
    return severities;
  }

  private static List<Network> networks(ConfigNode node) {
    List<Network> networks = new ArrayList<>();
    for (String text : node.texts("allowed_networks")) {
      networks.add(
          Network.parse(text)
              .orElseThrow(
                  () ->
                      node.error("allowed_networks", "found '" + text + "'; " + Network.SPELLING)));
    }
    return List.copyOf(networks);
  }
}
