package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellKeyTest {

  /** Computed apart from this code, in Python, from the description of the hash. */
  @Test
  void shard_isPartOfThePrimaryKey() {
    assertThat(shard(16, "PL", "desktop")).isEqualTo(12);
    assertThat(shard(7, "PL", "desktop")).isEqualTo(1);
    assertThat(shard(16, "")).isEqualTo(13);
    assertThat(shard(1000, "\\absent", "zażółć")).isEqualTo(649);
    assertThat(shard(1000, 42L, new BigDecimal("0.5"), true)).isEqualTo(795);
    assertThat(shard(1, "PL")).isZero();
    assertThat(shard(16)).isZero();
  }

  private static int shard(int shards, Object... groups) {
    return new CellKey("d", "daily", 0, List.of(), Arrays.asList(groups)).shard(shards);
  }
}
