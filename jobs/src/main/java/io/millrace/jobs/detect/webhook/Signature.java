package io.millrace.jobs.detect.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.jobs.common.Webhook;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs a request as the specification "Standard Webhooks" says, once per secret. */
final class Signature {

  private static final String ALGORITHM = "HmacSHA256";

  private Signature() {}

  static String of(List<String> secrets, String id, long timestampSeconds, byte[] body) {
    return secrets.stream()
        .map(secret -> "v1," + one(Webhook.key(secret), id, timestampSeconds, body))
        .collect(Collectors.joining(" "));
  }

  private static String one(byte[] key, String id, long timestampSeconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update((id + "." + timestampSeconds + ".").getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException everyJvmHasIt) {
      throw new IllegalStateException(everyJvmHasIt);
    }
  }
}
