package io.millrace.jobs.detect.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureTest {

  /** Computed with Python's hmac. */
  @Test
  void signature_isThatOfTheSpecification() {
    assertThat(
            Signature.of(
                List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1_614_265_330,
                "{\"test\": 2432232314}".getBytes(UTF_8)))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void twoSecrets_signBoth() {
    byte[] body = "{}".getBytes(UTF_8);
    String other = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

    assertThat(Signature.of(List.of(Webhooks.SECRET, other), "a", 1, body))
        .isEqualTo(
            Signature.of(List.of(Webhooks.SECRET), "a", 1, body)
                + " "
                + Signature.of(List.of(other), "a", 1, body));
  }
}
