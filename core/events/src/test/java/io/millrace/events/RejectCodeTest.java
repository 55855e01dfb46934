package io.millrace.events;

import static io.millrace.events.RejectCode.COLLECTION_NOT_ALLOWED;
import static io.millrace.events.RejectCode.DUPLICATE_KEY;
import static io.millrace.events.RejectCode.EMPTY_VALUE;
import static io.millrace.events.RejectCode.EVENT_TOO_LARGE;
import static io.millrace.events.RejectCode.FUTURE_TIMESTAMP;
import static io.millrace.events.RejectCode.INVALID_ADDONS;
import static io.millrace.events.RejectCode.INVALID_BULK;
import static io.millrace.events.RejectCode.INVALID_COLLECTION;
import static io.millrace.events.RejectCode.INVALID_ID;
import static io.millrace.events.RejectCode.INVALID_JSON;
import static io.millrace.events.RejectCode.INVALID_KEEN;
import static io.millrace.events.RejectCode.INVALID_LOCATION;
import static io.millrace.events.RejectCode.INVALID_PROPERTY_NAME;
import static io.millrace.events.RejectCode.INVALID_RECORD_TIME;
import static io.millrace.events.RejectCode.INVALID_TIMESTAMP;
import static io.millrace.events.RejectCode.INVALID_UNIQUENESS_TOKEN;
import static io.millrace.events.RejectCode.INVALID_UTF8;
import static io.millrace.events.RejectCode.LONE_SURROGATE;
import static io.millrace.events.RejectCode.NOT_AN_OBJECT;
import static io.millrace.events.RejectCode.NULL_VALUE;
import static io.millrace.events.RejectCode.NUMBER_OUT_OF_RANGE;
import static io.millrace.events.RejectCode.NUMBER_TOO_PRECISE;
import static io.millrace.events.RejectCode.RECORD_TOO_LARGE;
import static io.millrace.events.RejectCode.STRING_TOO_LONG;
import static io.millrace.events.RejectCode.TOO_DEEP;
import static io.millrace.events.RejectCode.UNKNOWN_KEEN_PROPERTY;
import static io.millrace.events.Verdicts.RECORD_TIME;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each code has tests of its own here, at the border of its rule, named for the code. */
class RejectCodeTest {

  /**
   * Is this test failing? Then a code was added: write a test whose name begins with the code's.
   */
  @ParameterizedTest
  @EnumSource
  void everyCode_hasTestsNamedForIt(RejectCode code) {
    String[] words = code.wireCode().split("_");
    StringBuilder prefix = new StringBuilder(words[0]);
    for (String word : Arrays.asList(words).subList(1, words.length)) {
      prefix.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    assertThat(RejectCodeTest.class.getDeclaredMethods())
        .extracting(Method::getName)
        .anyMatch(name -> name.startsWith(prefix + "_"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"purchases", "out.purchases", "in.", "in._x", "in.a.", "in.caf\u00e9"})
  void invalidCollection_isATopicThatNamesNone(String topic) {
    Reject reject = Verdicts.of(topic, "{}").reject();

    assertThat(reject.code()).isEqualTo(INVALID_COLLECTION);
    assertThat(reject.collection()).isNull();
    assertThat(reject.payload()).isEqualTo("{}".getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "\ufeff{}"})
  void recordThatCannotBeRead_isOfItsTopicsCollection(String value) {
    assertThat(Verdicts.of("in.purchases", value).reject().collection()).isEqualTo("purchases");
    assertThat(Verdicts.of("in._bulk", value).reject().collection()).isNull();
  }

  @Test
  void invalidCollection_inABulkBody_rejectsItsEventsAlone() {
    Verdicts verdicts = Verdicts.of("in._bulk", "{\"_a\":[{},{\"b\":1}],\"c\":[{}]}");

    assertThat(verdicts.summary())
        .containsExactly("0 INVALID_COLLECTION", "1 INVALID_COLLECTION", "2 c");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 253_402_300_800_000L})
  void invalidRecordTime_isATimeThatCannotBeWritten(long millis) {
    Verdicts verdicts = new Verdicts();
    new EventReader(EventRules.defaults())
        .read(new InboundRecord("in.a", 0, 0, millis, null, "{}".getBytes(UTF_8)), verdicts);

    assertThat(verdicts.code()).isEqualTo(INVALID_RECORD_TIME);
    assertThat(verdicts.reject().reason()).contains(Long.toString(millis));
  }

  @Test
  void nullValue_isATombstone() {
    Verdicts verdicts = new Verdicts();
    new EventReader(EventRules.defaults())
        .read(new InboundRecord("in.a", 1, 2, RECORD_TIME, null, null), verdicts);

    assertThat(verdicts.code()).isEqualTo(NULL_VALUE);
    assertThat(verdicts.reject().payload()).isNull();
    assertThat(verdicts.reject().key()).isNull();
  }

  @Test
  void recordTooLarge_isOneByteOverTheLimit() {
    EventRules rules = EventRules.defaults().withMaxBytes(7, 7);

    assertThat(Verdicts.of(rules, "in.a", "{\"a\":1}".getBytes(UTF_8)).isChecked()).isTrue();
    assertThat(Verdicts.of(rules, "in.a", "{\"a\":12}".getBytes(UTF_8)).code())
        .isEqualTo(RECORD_TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\r\n\t "})
  void emptyValue_isNothingOrWhiteSpace(String value) {
    assertThat(Verdicts.of(value).code()).isEqualTo(EMPTY_VALUE);
    assertThat(Verdicts.of("in._bulk", value).code()).isEqualTo(EMPTY_VALUE);
  }

  @Test
  void invalidUtf8_isFoundAnywhere() {
    byte[] value = "{\"a\":\"?\"}".getBytes(UTF_8);
    value[6] = (byte) 0xff;

    Reject reject = Verdicts.of("in.a", value).reject();

    assertThat(reject.code()).isEqualTo(INVALID_UTF8);
    assertThat(reject.reason()).isEqualTo("not UTF-8, at byte 6");
    assertThat(reject.payload()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,\"a\":1}",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1]",
        "{\"a\":[1,]}",
        "{\"a\":[1 2]}",
        "{\"a\":[,1]}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":'b'}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":-Infinity}",
        "{\"a\":undefined}",
        "{\"a\":True}",
        "{\"a\":nul}",
        "{\"a\":nullx}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":-}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":1e}",
        "{\"a\":1e+}",
        "{\"a\":0x10}",
        "{\"a\":1_000}",
        "{\"a\":1}}",
        "{\"a\":1}{\"b\":2}",
        "{\"a\":1}\n{\"b\":2}",
        "{\"a\":1} x",
        "{\"a\":1}\0",
        "{\"a\":1}\f",
        "\u00a0{\"a\":1}",
        "\ufeff{\"a\":1}",
        "{\"a\":1}\ufeff",
        "{/* c */\"a\":1}",
        "{\"a\":1} // c",
        "{\"a\":\"b}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\0\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\\U0041\"}",
        "{\"a\":\"\\\"}",
        "[1,2",
        "46.118.127.106 - - [20/May/2015]",
        "hello",
      })
  void invalidJson_isAnythingBesidesRfc8259(String value) {
    Reject reject = Verdicts.of(value).reject();

    assertThat(reject.code()).isEqualTo(INVALID_JSON);
    assertThat(reject.payload()).isEqualTo(value.getBytes(UTF_8));
    assertThat(Verdicts.of("in._bulk", "{\"x\":[{}," + value + "]}").code())
        .isEqualTo(INVALID_JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "true", "1", "\"a\"", "[]", "[{}]"})
  void notAnObject_isAnyOtherValue(String value) {
    assertThat(Verdicts.of(value).code()).isEqualTo(NOT_AN_OBJECT);
    assertThat(Verdicts.of("in._bulk", value).code()).isEqualTo(NOT_AN_OBJECT);
    assertThat(Verdicts.of("in._bulk", "{\"x\":[{}," + value + ",{}]}").summary())
        .containsExactly("0 x", "1 NOT_AN_OBJECT", "2 x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"a\":[]}", "{\"a\":[],\"b\":[ ]}"})
  void invalidBulk_isABodyWithoutEvents(String value) {
    assertThat(Verdicts.of("in._bulk", value).code()).isEqualTo(INVALID_BULK);
  }

  @Test
  void invalidBulk_isSomethingElseThanAList_rejectedAlone() {
    Verdicts verdicts =
        Verdicts.of("in._bulk", "{\"a\":[{}],\"b\": {\"c\":[{}]} ,\"d\":null,\"e\":[{}]}");

    assertThat(verdicts.summary())
        .containsExactly("0 a", "1 INVALID_BULK", "2 INVALID_BULK", "3 e");
    assertThat(((Reject) verdicts.all.get(1)).payload()).isEqualTo("{\"c\":[{}]}".getBytes(UTF_8));
  }

  @Test
  void collectionNotAllowed_isOneThatIsNotOnTheList() {
    EventRules rules = EventRules.defaults().withBulkCollections(Set.of("a", "c"));
    byte[] body = "{\"a\":[{}],\"b\":[{},{}],\"c\":[{}]}".getBytes(UTF_8);

    assertThat(Verdicts.of(rules, "in._bulk", body).summary())
        .containsExactly("0 a", "1 COLLECTION_NOT_ALLOWED", "2 COLLECTION_NOT_ALLOWED", "3 c");
    assertThat(Verdicts.of(rules, "in.b", "{}".getBytes(UTF_8)).isChecked()).isTrue();
  }

  @Test
  void collectionNotAllowed_isOneAfterTheCap() {
    EventRules rules = EventRules.defaults().withMaxBulkCollections(2);
    Verdicts verdicts =
        Verdicts.of(rules, "in._bulk", "{\"a\":[{}],\"b\":[{}],\"c\":[{}]}".getBytes(UTF_8));

    assertThat(verdicts.summary()).containsExactly("0 a", "1 b", "2 COLLECTION_NOT_ALLOWED");
    assertThat(((Reject) verdicts.all.get(2)).code()).isEqualTo(COLLECTION_NOT_ALLOWED);
    assertThat(((Reject) verdicts.all.get(2)).collection()).isEqualTo("c");
  }

  @Test
  void eventTooLarge_isOneByteOverTheLimit_whiteSpaceAroundItNotCounted() {
    EventRules rules = EventRules.defaults().withMaxBytes(100, 7);

    assertThat(Verdicts.of(rules, "in.a", "  {\"a\":1}  ".getBytes(UTF_8)).isChecked()).isTrue();
    assertThat(Verdicts.of(rules, "in.a", "{\"a\":12}".getBytes(UTF_8)).code())
        .isEqualTo(EVENT_TOO_LARGE);
    assertThat(
            Verdicts.of(rules, "in._bulk", "{\"x\":[{\"a\":1},{\"a\":12}]}".getBytes(UTF_8))
                .summary())
        .containsExactly("0 x", "1 EVENT_TOO_LARGE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"b\":2,\"a\":3}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"\\u0061\":1,\"a\":2}",
        "{\"\u00e9\":1,\"\\u00e9\":2}",
        "{\"x\":{\"a\":1,\"a\":2}}",
        "{\"x\":[{\"a\":{},\"a\":2}]}",
        "{\"x\":{\"a\":{\"a\":1},\"a\":2}}",
        "{\"keen\":{},\"keen\":{}}",
        "{\"keen\":{\"id\":\"a\",\"id\":\"b\"}}",
        "{\"keen\":{},\"k\\u0065en\":{}}",
        "{\"keen\":{\"location\":{\"coordinates\":[1,2],\"coordinates\":[1,2]}}}",
      })
  void duplicateKey_isFoundAtAnyDepthInAnySpelling(String value) {
    assertThat(Verdicts.of(value).code()).isEqualTo(DUPLICATE_KEY);
  }

  @Test
  void duplicateKey_isFoundAmongMany() {
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      members.append("\"p").append(i).append("\":{\"p0\":").append(i).append("},");
    }
    assertThat(Verdicts.of("{" + members + "\"q\":1}").isChecked()).isTrue();
    for (int i : new int[] {0, 22, 23, 24, 25, 999}) {
      assertThat(Verdicts.of("{" + members + "\"p" + i + "\":1}").code()).isEqualTo(DUPLICATE_KEY);
    }
  }

  @Test
  void duplicateKey_ofCollectionsRejectsTheBulkBody() {
    String body = "{\"a\":[{}],\"b\":[{}],\"\\u0061\":[{}]}";
    Reject reject = Verdicts.of("in._bulk", body).reject();

    assertThat(reject.code()).isEqualTo(DUPLICATE_KEY);
    assertThat(reject.payload()).isEqualTo(body.getBytes(UTF_8));
  }

  @Test
  void tooDeep_isTheSixtyFifthLevel() {
    String fine = "{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}";
    String deep = "{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}";

    assertThat(Verdicts.of(fine).isChecked()).isTrue();
    assertThat(Verdicts.of(deep).code()).isEqualTo(TOO_DEEP);
    assertThat(Verdicts.of("in._bulk", "{\"x\":[" + deep + "," + fine + "]}").summary())
        .containsExactly("0 TOO_DEEP", "1 x");
  }

  @Test
  void tooDeep_byMillionsOfLevels_isStillARejectAlone() {
    String deep = "{\"a\":" + "[{\"b\":".repeat(800_000) + "1" + "}]".repeat(800_000) + "}";

    assertThat(Verdicts.of(deep).code()).isEqualTo(TOO_DEEP);
    assertThat(Verdicts.of("in._bulk", "{\"x\":[{}," + deep + ",{}]}").summary())
        .containsExactly("0 x", "1 TOO_DEEP", "2 x");
    assertThat(Verdicts.of("[".repeat(9_000_000)).code()).isEqualTo(INVALID_JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"\":1}",
        "{\"$a\":1}",
        "{\"\\u0024a\":1}",
        "{\"a.b\":1}",
        "{\"a\\u002eb\":1}",
        "{\"a\":{\"b.c\":1}}",
        "{\"a\":[1,{\"$b\":1}]}",
        "{\"keen\":{\"location\":{\"coordinates\":[1,2],\"a.b\":1}}}",
        "{\"keen\":{\"addons\":[{\"$x\":1}]}}",
        "{\"keen.timestamp\":\"2026-01-01\"}",
      })
  void invalidPropertyName_isFoundAtAnyDepth(String value) {
    assertThat(Verdicts.of(value).code()).isEqualTo(INVALID_PROPERTY_NAME);
  }

  @Test
  void invalidPropertyName_isOneOf256Characters() {
    for (String character : new String[] {"x", "\u00e9", "\ud834\udd1e", "\\u00e9"}) {
      assertThat(Verdicts.of("{\"" + character.repeat(255) + "\":1}").isChecked()).isTrue();
      assertThat(Verdicts.of("{\"" + character.repeat(256) + "\":1}").code())
          .isEqualTo(INVALID_PROPERTY_NAME);
    }
    assertThat(Verdicts.of("{\"a$\":1,\"a b\":2,\"-\":3,\"_c\":4}").isChecked()).isTrue();
  }

  @Test
  void stringTooLong_isOneOf10000Characters() {
    for (String character : new String[] {"x", "\u20ac", "\ud834\udd1e", "\\ud834\\udd1e", "\\n"}) {
      assertThat(Verdicts.of("{\"a\":\"" + character.repeat(9_999) + "\"}").isChecked()).isTrue();
      assertThat(Verdicts.of("{\"a\":[\"" + character.repeat(10_000) + "\"]}").code())
          .isEqualTo(STRING_TOO_LONG);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"\\ud834\"}",
        "{\"a\":\"\\udd1e\"}",
        "{\"a\":\"\\ud834x\"}",
        "{\"a\":\"\\ud834\\n\"}",
        "{\"a\":\"\\ud834\\ud834\\udd1e\"}",
        "{\"a\":\"\\udd1e\\ud834\"}",
        "{\"\\ud834\":1}",
        "{\"keen\":{\"id\":\"\\uDFFF\"}}",
      })
  void loneSurrogate_isNoCharacter(String value) {
    assertThat(Verdicts.of(value).code()).isEqualTo(LONE_SURROGATE);
    assertThat(Verdicts.of("{\"a\":\"\\uD834\\uDd1E\"}").isChecked()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "1e400"})
  void numberOutOfRange_isBeyondLong(String number) {
    assertThat(Verdicts.of("{\"a\":[" + number + "]}").code()).isEqualTo(NUMBER_OUT_OF_RANGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-101", "0e999999999"})
  void numberTooPrecise_isBeyondAHundredPlaces(String number) {
    assertThat(Verdicts.of("{\"a\":{\"b\":" + number + "}}").code()).isEqualTo(NUMBER_TOO_PRECISE);
  }

  @Test
  void numberTooPrecise_isOneOfMillionsOfDigits_rejectedAtOnce() {
    String huge = "1".repeat(4_000_000);

    assertThat(Verdicts.of("{\"a\":" + huge + "}").code()).isEqualTo(NUMBER_TOO_PRECISE);
    assertThat(Verdicts.of(at("[" + huge + "," + huge + "]")).code()).isEqualTo(NUMBER_TOO_PRECISE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "\"a\"", "[]", "true"})
  void invalidKeen_isNotAnObject(String keen) {
    assertThat(Verdicts.of("{\"keen\":" + keen + "}").code()).isEqualTo(INVALID_KEEN);
    assertThat(Verdicts.of("{\"a\":{\"keen\":" + keen + "}}").isChecked()).isTrue();
  }

  @Test
  void unknownKeenProperty_isNamedWithTheKnownOnes() {
    Reject reject = Verdicts.of("{\"keen\":{\"timestmap\":\"2026-01-01\"}}").reject();

    assertThat(reject.code()).isEqualTo(UNKNOWN_KEEN_PROPERTY);
    assertThat(reject.reason())
        .isEqualTo(
            "keen holds 'timestmap' but may only hold timestamp, created_at, id,"
                + " uniqueness_token, location, addons, behind_ms, at byte 9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "1431857103",
        "1431857103000",
        "1.5",
        "true",
        "[]",
        "{}",
        "\"\"",
        "\"yesterday\"",
        "\"1431857103\"",
        "\"2016-12-31T23:59:60Z\"",
        "\"2015-05-17T24:00:00Z\"",
        "\"2015-02-29\"",
        "\"2015-05-17T10:05:03Z\\n\""
      })
  void invalidTimestamp_saysToSendIso8601(String timestamp) {
    Reject reject = Verdicts.of("{\"keen\":{\"timestamp\": " + timestamp + "}}").reject();

    assertThat(reject.code()).isEqualTo(INVALID_TIMESTAMP);
    assertThat(reject.reason()).contains("send ISO-8601 text such as 2026-01-31T10:05:03Z");
  }

  @Test
  void futureTimestamp_isOneMillisecondPastTheLimit() {
    String fine = "{\"keen\":{\"timestamp\":\"2026-01-31T11:05:03.000Z\"}}";
    String ahead = "{\"keen\":{\"timestamp\":\"2026-01-31T11:05:03.001Z\"}}";

    assertThat(Verdicts.of(fine).event().timestampMillis()).isEqualTo(RECORD_TIME + 3_600_000);
    assertThat(Verdicts.of(ahead).code()).isEqualTo(FUTURE_TIMESTAMP);
    EventRules wider = EventRules.defaults().withFutureLimit(Duration.ofDays(1));
    assertThat(Verdicts.of(wider, "in.a", ahead.getBytes(UTF_8)).isChecked()).isTrue();
  }

  @Test
  void futureTimestamp_farAhead_isARejectAndLongPastIsFine() {
    assertThat(Verdicts.of("{\"keen\":{\"timestamp\":\"9999-12-31T23:59:59.999Z\"}}").code())
        .isEqualTo(FUTURE_TIMESTAMP);
    assertThat(Verdicts.of("{\"keen\":{\"timestamp\":\"0000-01-01\"}}").event().timestampMillis())
        .isEqualTo(-62_167_219_200_000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "7", "[]", "{\"a\":1}"})
  void invalidId_isNoTextOrEmpty(String id) {
    assertThat(Verdicts.of("{\"keen\":{\"id\":" + id + "}}").code()).isEqualTo(INVALID_ID);
  }

  @Test
  void invalidId_isOneOf257Characters() {
    String fine = "\u20ac".repeat(256);

    assertThat(Verdicts.of("{\"keen\":{\"id\":\"" + fine + "\"}}").event().id()).isEqualTo(fine);
    assertThat(Verdicts.of("{\"keen\":{\"id\":\"" + fine + "x\"}}").code()).isEqualTo(INVALID_ID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "7", "[]"})
  void invalidUniquenessToken_isNoTextOrEmpty(String token) {
    assertThat(Verdicts.of("{\"keen\":{\"uniqueness_token\":" + token + "}}").code())
        .isEqualTo(INVALID_UNIQUENESS_TOKEN);
  }

  @Test
  void invalidUniquenessToken_isOneOf65Characters() {
    String fine = "t".repeat(64);

    assertThat(
            Verdicts.of("{\"keen\":{\"uniqueness_token\":\"" + fine + "\"}}")
                .event()
                .uniquenessToken())
        .isEqualTo(fine);
    assertThat(Verdicts.of("{\"keen\":{\"uniqueness_token\":\"" + fine + "x\"}}").code())
        .isEqualTo(INVALID_UNIQUENESS_TOKEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[1]",
        "[1,2,3]",
        "[\"1\",\"2\"]",
        "[1,null]",
        "[[1,2]]",
        "{}",
        "null",
        "\"1,2\"",
        "[180.0000000000000000001,0]",
        "[-181,0]",
        "[0,90.0000000000000000001]",
        "[0,-91]",
      })
  void invalidLocation_hasNoCoordinatesInDegrees(String coordinates) {
    assertThat(Verdicts.of(at(coordinates)).code()).isEqualTo(INVALID_LOCATION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[1,2]", "{}", "\"x\"", "{\"lon\":1,\"lat\":2}"})
  void invalidLocation_isNoObjectWithCoordinates(String location) {
    assertThat(Verdicts.of("{\"keen\":{\"location\":" + location + "}}").code())
        .isEqualTo(INVALID_LOCATION);
    assertThat(Verdicts.of(at("[-180,90.0]")).isChecked()).isTrue();
    assertThat(Verdicts.of(at(" [ 180 , -9e1 ] ")).isChecked()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "\"keen:ip_to_geo\"", "[1]", "[{},null]", "[[]]"})
  void invalidAddons_isNoListOfObjects(String addons) {
    assertThat(Verdicts.of("{\"keen\":{\"addons\":" + addons + "}}").code())
        .isEqualTo(INVALID_ADDONS);
  }

  private static String at(String coordinates) {
    return "{\"keen\":{\"location\":{\"coordinates\":" + coordinates + "}}}";
  }
}
