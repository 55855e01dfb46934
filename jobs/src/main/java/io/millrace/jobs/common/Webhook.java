package io.millrace.jobs.common;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A receiver of alerts: docs/patterns/webhooks.md.
 *
 * @param url whose host and scheme were found to be allowed; it may hold a secret itself
 * @param secrets each signs, so that a receiver can change from one to the next
 * @param severities that it gets; empty for all
 * @param patterns whose alerts it gets, {@code *} stands for any text; empty for all
 * @param allowedNetworks that may be called although they are not public
 * @param timeout of one request as a whole
 * @param maxRetryTime since the alert was read
 * @param maxAge in event time; older alerts are no news
 * @param maxInFlight requests at a time
 * @param maxWaiting alerts that are in flight or between two attempts
 */
public record Webhook(
    String name,
    URI url,
    List<String> secrets,
    Set<String> severities,
    List<String> patterns,
    List<Network> allowedNetworks,
    Duration timeout,
    Duration maxRetryTime,
    Duration maxAge,
    int maxInFlight,
    int maxWaiting)
    implements Serializable {

  static final String SECRET_PREFIX = "whsec_";

  /** Whether an alert is for this receiver. */
  public boolean wants(String severity, String patternId) {
    return (severities.isEmpty() || severities.contains(severity))
        && (patterns.isEmpty()
            || patterns.stream().anyMatch(glob -> regex(glob).matcher(patternId).matches()));
  }

  /** The bytes that a secret stands for. Throws IllegalArgumentException, which shows none. */
  public static byte[] key(String secret) {
    if (secret.startsWith(SECRET_PREFIX)) {
      try {
        return Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length()));
      } catch (IllegalArgumentException notBase64) {
        // Its message shows a character of the secret.
      }
    }
    throw new IllegalArgumentException("not a secret of a webhook");
  }

  /** Neither the secrets nor the path, which may be one too. */
  @Override
  public String toString() {
    return "Webhook[" + name + " at " + url.getHost() + "]";
  }

  private static Pattern regex(String glob) {
    return Pattern.compile(
        Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
        Pattern.DOTALL);
  }
}
