package io.millrace.cli.shop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which the shop's records go wrong: each breaks one rule of docs/events.md, and one
 * code of docs/rejects.md must name it.
 *
 * <p>Codes are written out rather than taken from the event model, which they test.
 */
enum BadRecord {
  TOMBSTONE("null_value", good -> null),
  EMPTY("empty_value", good -> ""),
  BLANK("empty_value", good -> " \r\n\t"),
  /** A page URL in Latin-1: its bytes are no UTF-8. */
  LATIN_1("invalid_utf8", good -> property(good, "\"note\":\"caf\u00e9\"")),
  TRUNCATED("invalid_json", good -> good.substring(0, good.length() * 2 / 3)),
  TRAILING_BYTES("invalid_json", good -> good + "}"),
  BYTE_ORDER_MARK("invalid_json", good -> "\u00ef\u00bb\u00bf" + good),
  NOT_A_NUMBER("invalid_json", good -> property(good, "\"score\":NaN")),
  SINGLE_QUOTES("invalid_json", good -> good.replace('"', '\'')),
  LIST("not_an_object", good -> "[" + good + "]"),
  NULL_TEXT("not_an_object", good -> "null"),
  DUPLICATE_KEY("duplicate_key", good -> property(good, "\"a\":1,\"b\":2,\"a\":1")),
  DUPLICATE_ESCAPED_KEY("duplicate_key", good -> property(good, "\"ab\":1,\"a\\u0062\":1")),
  TOO_DEEP("too_deep", good -> property(good, "\"deep\":" + "[".repeat(70) + "]".repeat(70))),
  DOLLAR_NAME("invalid_property_name", good -> property(good, "\"$total\":1")),
  DOTTED_NAME("invalid_property_name", good -> property(good, "\"cart.total\":1")),
  EMPTY_NAME("invalid_property_name", good -> property(good, "\"nested\":{\"\":1}")),
  LONG_STRING("string_too_long", good -> property(good, "\"note\":\"" + "x".repeat(10_000) + "\"")),
  LONE_SURROGATE("lone_surrogate", good -> property(good, "\"note\":\"\\ud83d!\"")),
  HUGE_NUMBER("number_out_of_range", good -> property(good, "\"total\":9223372036854775808")),
  ENDLESS_NUMBER("number_too_precise", good -> property(good, "\"total\":0." + "1".repeat(150))),
  KEEN_TEXT("invalid_keen", good -> "{\"keen\":\"2026\",\"seq\":1}"),
  UNKNOWN_KEEN("unknown_keen_property", good -> "{\"keen\":{\"time\":\"2026\"},\"seq\":1}"),
  BAD_TIMESTAMP("invalid_timestamp", good -> "{\"keen\":{\"timestamp\":\"yesterday\"}}"),
  IMPOSSIBLE_DAY(
      "invalid_timestamp", good -> "{\"keen\":{\"timestamp\":\"2026-02-30T00:00:00Z\"}}"),
  /** Far ahead of any Kafka timestamp of the stream. */
  FUTURE("future_timestamp", good -> "{\"keen\":{\"timestamp\":\"2999-01-01T00:00:00.000Z\"}}"),
  NUMBER_AS_ID("invalid_id", good -> "{\"keen\":{\"id\":17},\"seq\":1}"),
  LONG_TOKEN(
      "invalid_uniqueness_token",
      good -> "{\"keen\":{\"uniqueness_token\":\"" + "t".repeat(65) + "\"}}"),
  NOWHERE("invalid_location", good -> "{\"keen\":{\"location\":{\"coordinates\":[200,0]}}}"),
  ADDONS_TEXT("invalid_addons", good -> "{\"keen\":{\"addons\":\"keen:ip_to_geo\"}}");

  private final String code;

  @SuppressWarnings("ImmutableEnumChecker") // the functions above hold nothing
  private final Function<String, @Nullable String> spoil;

  BadRecord(String code, Function<String, @Nullable String> spoil) {
    this.code = code;
    this.spoil = spoil;
  }

  String code() {
    return code;
  }

  /** The bytes, made from a good event of ASCII only. */
  byte @Nullable [] spoil(String good) {
    String bad = spoil.apply(good);
    // One char is one byte, which lets the table above write bytes that are no UTF-8.
    return bad == null ? null : bad.getBytes(ISO_8859_1);
  }

  /** The good event with something added at its end. */
  private static String property(String good, String member) {
    return good.substring(0, good.length() - 1) + ',' + member + '}';
  }
}
