package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellKeyTest {

  @Test
  void text_isPartOfTheSavepoint() {
    assertThat(
            new CellKey(
                    "traffic",
                    Grain.HOURLY,
                    1_767_225_600_000L,
                    List.of("P|L", 42L),
                    List.of(new BigDecimal("0.5"), true, false, ""))
                .toText())
        .isEqualTo("7:traffich1767225600000;s3:P|Li42;|d0.5;b1b0s0:");
    assertThat(new CellKey("d", Grain.MINUTELY, -60_000, List.of(), List.of()).toText())
        .isEqualTo("1:dm-60000;|");
    assertThat(new CellKey("d", Grain.DAILY, 0, List.of(), List.of()).toText())
        .isEqualTo("1:dd0;|");
  }

  @Test
  void text_givesTheKeyBack() {
    CellKey key =
        new CellKey(
            "a:1;|s",
            Grain.DAILY,
            -86_400_000L,
            List.of("s1:x|", Long.MIN_VALUE, "\uD83D\uDE00"),
            List.of(new BigDecimal("-12345678901234567890.25"), false, "i1;"));

    assertThat(CellKey.ofText(key.toText())).isEqualTo(key).hasSameHashCodeAs(key);
  }

  @Test
  void keysThatDiffer_haveTextsThatDiffer() {
    List<CellKey> keys =
        List.of(
            key(List.of("a"), List.of("b")),
            key(List.of("a", "b"), List.of()),
            key(List.of(), List.of("a", "b")),
            key(List.of(), List.of("ab")),
            key(List.of(), List.of("as1:b")),
            key(List.of(), List.of("1")),
            key(List.of(), List.of(1L)),
            key(List.of(), List.of(BigDecimal.ONE)),
            key(List.of(), List.of(true)));

    assertThat(keys).extracting(CellKey::toText).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "1:dx0;|", "1:dd0;", "9:d", "1:dd0;|s5:a", "1:dd0;|q", "1:dd0;||"})
  void otherText_isRefused(String text) {
    assertThatThrownBy(() -> CellKey.ofText(text)).isInstanceOf(IllegalArgumentException.class);
  }

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

  @Test
  void hashCode_isTheSameInEveryProcess() {
    // 31 * (31 * (31 * (31 * "d".hashCode() + 'h') + 0) + 1) + 1, where an empty list hashes to 1.
    int expected = 31 * (31 * (31 * (31 * 100 + 104) + 0) + 1) + 1;

    assertThat(new CellKey("d", Grain.HOURLY, 0, List.of(), List.of()).hashCode())
        .isEqualTo(expected);
  }

  private static int shard(int shards, Object... groups) {
    return new CellKey("d", Grain.DAILY, 0, List.of(), Arrays.asList(groups)).shard(shards);
  }

  private static CellKey key(List<Object> index, List<Object> groups) {
    return new CellKey("d", Grain.DAILY, 0, index, groups);
  }
}
