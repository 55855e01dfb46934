package io.millrace.jobs.detect.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.common.Webhook;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/patterns/webhooks.md shows a configuration that is read and a request that is right. */
class WebhooksPageTest {

  private static final Path PAGE =
      Path.of(System.getProperty("millrace.home"), "docs/patterns/webhooks.md");
  private static final int SHA_256_BLOCK = 64;

  @TempDir Path folder;

  @Test
  void configuration_isRead() throws Exception {
    Path file = folder.resolve("millrace.yaml");
    Files.writeString(file, "kafka: {bootstrap_servers: 'k:1'}\n" + block("yaml"));

    List<Webhook> webhooks =
        MillraceConfig.read(
                file,
                Map.of(
                        "ON_CALL_URL", "https://hooks.example.com/x",
                        "ON_CALL_SECRET", Webhooks.SECRET,
                        "SIEM_SECRET", Webhooks.SECRET)
                    ::get)
            .webhooks();

    assertThat(webhooks).extracting(Webhook::name).containsExactly("on-call", "siem");
  }

  @Test
  void signature_isWhatAReceiverComputes() throws Exception {
    String request = block("http");
    String body = request.substring(request.indexOf("\n\n") + 2).stripTrailing();
    String id = header(request, "webhook-id");
    String time = header(request, "webhook-timestamp");
    Matcher secret = Pattern.compile("`(whsec_[^`]+)`").matcher(Files.readString(PAGE));
    assertThat(secret.find()).isTrue();

    byte[] key = Base64.getDecoder().decode(secret.group(1).substring("whsec_".length()));
    byte[] mac = hmac(key, (id + "." + time + "." + body).getBytes(UTF_8));

    assertThat(header(request, "webhook-signature"))
        .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac))
        .isEqualTo(
            Signature.of(List.of(secret.group(1)), id, Long.parseLong(time), body.getBytes(UTF_8)));
    assertThat(header(request, "Content-Type")).isEqualTo(Lane.CONTENT_TYPE);
    assertThat(header(request, "Content-Length")).isEqualTo("" + body.getBytes(UTF_8).length);
  }

  @ParameterizedTest
  @EnumSource
  void reason_isExplained(Undelivered.Reason reason) throws Exception {
    assertThat(Files.readString(PAGE)).contains("| `" + reason.word() + "` |");
  }

  /** By RFC 2104, without the class that the code uses. */
  private static byte[] hmac(byte[] key, byte[] text) throws Exception {
    byte[] block = Arrays.copyOf(key, SHA_256_BLOCK);
    MessageDigest inner = MessageDigest.getInstance("SHA-256");
    MessageDigest outer = MessageDigest.getInstance("SHA-256");
    for (byte each : block) {
      inner.update((byte) (each ^ 0x36));
      outer.update((byte) (each ^ 0x5c));
    }
    return outer.digest(inner.digest(text));
  }

  private static String header(String request, String name) {
    return request
        .lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .findFirst()
        .orElseThrow();
  }

  private static String block(String language) throws Exception {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }
}
