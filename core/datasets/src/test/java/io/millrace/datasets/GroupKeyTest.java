package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GroupKeyTest {

  private static final DatasetDefinition TYPED =
      DatasetFiles.definition(
          """
          dataset_name: d
          version: 300
          index_by: shop
          types: {size: bigint, weight: decimal, gift: boolean}
          query:
            event_collection: parcels
            analysis_type: count
            interval: hourly
            group_by: [size, weight, gift, label]
          """);

  /** Written by hand from the description. */
  @Test
  void bytes_arePartOfTheSavepoint() {
    GroupKey key = key("\"s1\"", "-3", "2.50", "true", "\"\u00e9\"");

    assertThat(HexFormat.ofDelimiter(" ").formatHex(key.bytes()))
        .isEqualTo("01 64 ac 02 02 73 31 05 03 32 2e 35 01 02 c3 a9");
    assertThat(key).hasToString("d version 300 \u0002s1\u0005\u00032.5\u0001\u0002é");
  }

  /**
   * Reckoned apart from this code, in Python: (31 h + byte from 1 on) * 9E3779B9, the top 15 bits.
   */
  @Test
  void bucket_isPartOfTheSavepoint() {
    GroupKey key = key("\"s1\"", "-3", "2.50", "true", "\"\u00e9\"");
    assertThat(key.bucket()).isEqualTo(12460);

    byte[] within = new byte[key.bytes().length + 5];
    System.arraycopy(key.bytes(), 0, within, 2, key.bytes().length);
    assertThat(GroupKey.bucket(within, 2, within.length - 3)).isEqualTo(12460);
  }

  @Test
  void key_givesTheValuesBack() {
    CellKey cell =
        key("\"s1\"", "-3", "2.50", "false", "null")
            .cellKey(TYPED, Grain.ofUtc("hourly"), 3_600_000);

    assertThat(cell)
        .isEqualTo(
            new CellKey(
                "d",
                "hourly",
                3_600_000,
                List.of("s1"),
                List.of(-3L, new BigDecimal("2.5"), false, "\\null")));
  }

  @Test
  void equalValues_makeEqualKeys_howeverTheyAreWritten() {
    assertThat(key("\"a\"", "1.0", "1e1", "true", "7"))
        .isEqualTo(key("\"\\u0061\"", "1", "10.00", "true", "\"7\""))
        .hasSameHashCodeAs(key("\"a\"", "1", "10", "true", "\"7\""))
        .isNotEqualTo(key("\"a\"", "1", "10", "true", "7.5"));
  }

  private static GroupKey key(String shop, String size, String weight, String gift, String label) {
    EventView view = new EventView(List.of("shop", "size", "weight", "gift", "label"));
    assertThat(
            view.read(
                "{\"shop\":%s,\"size\":%s,\"weight\":%s,\"gift\":%s,\"label\":%s}"
                    .formatted(shop, size, weight, gift, label)
                    .getBytes(StandardCharsets.UTF_8)))
        .isTrue();
    List<KeyColumn> columns =
        Stream.concat(TYPED.indexBy().stream(), TYPED.groupBy().stream()).toList();
    KeyEncoder encoder = new KeyEncoder(columns, view);
    assertThat(encoder.encode(1)).isTrue();
    return GroupKey.of(GroupKey.prefix("d", 300), encoder.values().toArray());
  }
}
