package io.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which a record can be bad, each with the reject code that docs/rejects.md gives it.
 */
enum Poison {
  TRUNCATED("invalid_json", "{\"user\":{\"id\":\"visitor-1\",\"coun"),
  WRONG_TYPE("invalid_timestamp", "{\"keen\":{\"timestamp\":1772366400000},\"a\":1}"),
  FIVE_MEGABYTES("string_too_long", "{\"a\":\"" + "x".repeat(5_000_000) + "\"}"),
  DEEP("too_deep", "{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}"),
  /** In Latin-1: the first byte of a character of two, and another character. */
  BROKEN_UTF8("invalid_utf8", "{\"a\":\"\u00c3(\"}"),
  DUPLICATE_KEY("duplicate_key", "{\"a\":1,\"b\":{\"c\":1},\"a\":2}"),
  HUGE_NUMBER("number_out_of_range", "{\"price\":1e999}"),
  BYTE_ORDER_MARK("invalid_json", "\ufeff{\"a\":1}"),
  EMPTY("empty_value", ""),
  NULL("not_an_object", "null"),
  LIST("not_an_object", "[{\"a\":1}]"),
  RANDOM_BYTES("invalid_utf8", ""),
  TOMBSTONE("null_value", null),
  NULL_KEY("invalid_json", "{\"a\":1}}"),
  /** Not bad at all: ingest reads no headers. */
  LARGE_HEADER(null, "{\"keen\":{\"id\":\"%033d\"}}");

  private static final int RANDOM_LENGTH = 400;

  private final @Nullable String code;
  private final @Nullable String text;

  Poison(@Nullable String code, @Nullable String text) {
    this.code = code;
    this.text = text;
  }

  /** Null for what is a valid event. */
  @Nullable String code() {
    return code;
  }

  /** So large that a few of them are as many bytes as all others. */
  boolean isLarge() {
    return this == FIVE_MEGABYTES || this == LARGE_HEADER;
  }

  byte @Nullable [] key(long number) {
    return this == NULL_KEY ? null : ("key-" + number).getBytes(US_ASCII);
  }

  byte @Nullable [] value(long number) {
    if (text == null) {
      return null;
    }
    return switch (this) {
      case LARGE_HEADER -> String.format(text, number).getBytes(US_ASCII);
      case BROKEN_UTF8 -> text.getBytes(ISO_8859_1);
      case RANDOM_BYTES -> random(number);
      default -> text.getBytes(UTF_8);
    };
  }

  /** The first one begins no character, so the code is the same whatever follows. */
  private static byte[] random(long number) {
    byte[] random = new byte[RANDOM_LENGTH];
    new SplittableRandom(number).nextBytes(random);
    random[0] = (byte) 0xff;
    return random;
  }
}
