package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class IdDigestTest {

  /** As {@code sha256sum} has it: {@code printf purchases/i:p-1 | sha256sum}. */
  @Test
  void digest_isTheFirstHalfOfTheSha256() {
    IdDigest digest = new IdDigest();
    digest.of("refunds", "i:p-1");
    long other = digest.high();
    digest.of("purchases", "i:p-1");

    assertThat(HexFormat.of().toHexDigits(digest.high()) + HexFormat.of().toHexDigits(digest.low()))
        .isEqualTo("55bd5b73b52383e165e575a7459d83e6");
    assertThat(other).isNotEqualTo(digest.high());
  }

  @Test
  void sameCollectionAgain_isDigestedAlike() {
    IdDigest digest = new IdDigest();
    digest.of("a", "i:1");
    long first = digest.low();
    digest.of("a", "i:2");
    digest.of("a", "i:1");

    assertThat(digest.low()).isEqualTo(first);
  }
}
