package io.millrace.events;

import static io.millrace.events.Verdicts.OFFSET;
import static io.millrace.events.Verdicts.PARTITION;
import static io.millrace.events.Verdicts.RECORD_TIME;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventReaderTest {

  private static final String NOTHING_SENT =
      "{\"keen\":{\"timestamp\":\"2026-01-31T10:05:03.000Z\","
          + "\"created_at\":\"2026-01-31T10:05:03.000Z\","
          + "\"id\":\"in.purchases/3/42/0\",\"behind_ms\":0}";

  @Test
  void event_withoutKeen_getsTimeAndIdOfItsRecord() {
    CheckedEvent event = Verdicts.of("{\"price\":10.50}").event();

    assertThat(event.collection()).isEqualTo("purchases");
    assertThat(event.timestampMillis()).isEqualTo(RECORD_TIME);
    assertThat(event.createdAtMillis()).isEqualTo(RECORD_TIME);
    assertThat(event.id()).isEqualTo("in.purchases/3/42/0");
    assertThat(event.dedupKey()).isNull();
    assertThat(event.topic()).isEqualTo("in.purchases");
    assertThat(event.partition()).isEqualTo(PARTITION);
    assertThat(event.offset()).isEqualTo(OFFSET);
    assertThat(event.index()).isZero();
    assertThat(stamped(event)).isEqualTo(NOTHING_SENT + ",\"price\":10.50}");
  }

  @Test
  void event_withKeen_keepsWhatItSaid() {
    CheckedEvent event =
        Verdicts.of(
                "{\"a\":1,\"keen\":{\"timestamp\":\"2015-05-17T12:05:03.1239+02:00\","
                    + "\"created_at\":17,\"behind_ms\":\"x\",\"id\":\"e\\n1\","
                    + "\"uniqueness_token\":\"t\\\"\\u00e9\\ud834\\udd1e\","
                    + "\"location\":{\"coordinates\": [4.90, 52.37],\"by\":\"gps\"},"
                    + "\"addons\":[ {\"name\":\"keen:ua_parser\"} ]},\"b\":2}")
            .event();

    assertThat(event.timestampMillis()).isEqualTo(1_431_857_103_123L);
    assertThat(event.createdAtMillis()).isEqualTo(RECORD_TIME);
    assertThat(event.id()).isEqualTo("e\n1");
    assertThat(event.uniquenessToken()).isEqualTo("t\"\u00e9\ud834\udd1e");
    assertThat(new String(event.addons(), UTF_8)).isEqualTo("[ {\"name\":\"keen:ua_parser\"} ]");
    assertThat(new String(event.stamp(250), UTF_8))
        .isEqualTo(
            "{\"keen\":{\"timestamp\":\"2015-05-17T10:05:03.123Z\","
                + "\"created_at\":\"2026-01-31T10:05:03.000Z\",\"id\":\"e\\u000a1\","
                + "\"uniqueness_token\":\"t\\u0022\u00e9\ud834\udd1e\","
                + "\"location\":{\"coordinates\": [4.90, 52.37],\"by\":\"gps\"},"
                + "\"behind_ms\":250},\"a\":1,\"b\":2}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|",
        "{ }|",
        "{\"keen\":{}}|",
        "  { \"keen\" : { } }  |",
        "{\"a\":1}|\"a\":1",
        "{\"keen\":{},\"a\":1}|\"a\":1",
        "{ \"keen\" : {} , \"a\" : 1 }|` \"a\" : 1 `",
        "{\"a\":1,\"keen\":{}}|\"a\":1",
        "{ \"a\" : 1 , \"keen\" : {} }|` \"a\" : 1  `",
        "{\"a\":1,\"keen\":{},\"b\":[{\"keen\":1}]}|\"a\":1,\"b\":[{\"keen\":1}]",
        "{\"a\":1,\"k\\u0065en\":{\"\\u0069d\":\"x\"}}|\"a\":1",
      })
  void properties_areTheBytesBesidesKeen(String event, String properties) {
    byte[] expected = properties == null ? new byte[0] : properties.getBytes(UTF_8);

    assertThat(Verdicts.of(event).event().properties()).isEqualTo(expected);
  }

  @Test
  void stampedEvent_withoutProperties_isOnlyItsKeenObject() {
    assertThat(stamped(Verdicts.of("{}").event())).isEqualTo(NOTHING_SENT + "}");
    assertThat(stamped(Verdicts.of("{ \"keen\":{} }").event())).isEqualTo(NOTHING_SENT + "}");
  }

  @Test
  void stampedEvent_sentAgain_staysTheSameEvent() {
    CheckedEvent first =
        Verdicts.of(
                "{\"keen\":{\"timestamp\":\"2015-05-17\",\"location\":{\"coordinates\":[1,2]}},"
                    + "\"a\":1}")
            .event();

    CheckedEvent second = Verdicts.of("in.copy", first.stamp(17)).event();

    assertThat(second.stamp(17)).isEqualTo(first.stamp(17));
    assertThat(second.dedupKey()).isEqualTo("i:in.purchases/3/42/0");
  }

  @Test
  void stampedEvent_tellsItsTimeFromItsHead() {
    byte[] stamped = Verdicts.of("{\"keen\":{\"timestamp\":\"1969-12-31\"}}").event().stamp(0);

    assertThat(StampedEvent.timestampMillis(stamped)).isEqualTo(-86_400_000L);
    for (String other :
        List.of("", "{}", "{\"keen\":{\"timestamp\":\"1969", " " + new String(stamped, UTF_8))) {
      assertThat(StampedEvent.timestampMillis(other.getBytes(UTF_8)))
          .isEqualTo(EventTime.NOT_A_TIME);
    }
  }

  @Test
  void numbers_keepEveryDigit() {
    String numbers =
        "\"a\":9007199254740993,\"b\":0.1000000000000000055,\"c\":1.10,\"d\":-0.0,"
            + "\"e\":12345678901234567.8901234567890123456789,\"f\":1E+2,\"g\":9223372036854775807";

    assertThat(stamped(Verdicts.of("{" + numbers + "}").event()))
        .isEqualTo(NOTHING_SENT + "," + numbers + "}");
  }

  @Test
  void text_keepsItsSpelling_nulToo() {
    String text = "\"a\":\"\\u0000\\/\\u00e9\u00e9\\ud834\\udd1e\",\"b\":\"\u007f\"";

    assertThat(stamped(Verdicts.of("{" + text + "}").event()))
        .isEqualTo(NOTHING_SENT + "," + text + "}");
  }

  @Test
  void dedupKey_isTheTokenBeforeTheId() {
    assertThat(keen("\"id\":\"x\"").dedupKey()).isEqualTo("i:x");
    assertThat(keen("\"uniqueness_token\":\"x\"").dedupKey()).isEqualTo("t:x");
    assertThat(keen("\"uniqueness_token\":\"x\"").id()).isEqualTo("in.purchases/3/42/0");
    assertThat(keen("\"id\":\"x\",\"uniqueness_token\":\"y\"").dedupKey()).isEqualTo("t:y");
    assertThat(keen("\"timestamp\":\"2015-05-17\"").dedupKey()).isNull();
  }

  @Test
  void timestamp_withEscapes_isRead() {
    assertThat(keen("\"timestamp\":\"2015-05-17\\u005410:05:03\\u005a\"").timestampMillis())
        .isEqualTo(1_431_857_103_000L);
  }

  @Test
  void bulkBody_givesEachEventItsVerdictIndexAndBytes() {
    String body =
        " { \"a\" : [ {\"x\":1} , {\"x\":1e999} ] , \"b.c\":[{\"keen\":{\"id\":\"7\"}},{}] } ";

    Verdicts verdicts = Verdicts.of("in._bulk", body);

    assertThat(verdicts.summary())
        .containsExactly("0 a", "1 NUMBER_OUT_OF_RANGE", "2 b.c", "3 b.c");
    Reject reject = (Reject) verdicts.all.get(1);
    assertThat(reject.payload()).isEqualTo("{\"x\":1e999}".getBytes(UTF_8));
    assertThat(reject.reason()).endsWith("at byte 5");
    assertThat(reject.collection()).isEqualTo("a");
    assertThat(((CheckedEvent) verdicts.all.get(2)).id()).isEqualTo("7");
    assertThat(((CheckedEvent) verdicts.all.get(3)).id()).isEqualTo("in._bulk/3/42/3");
  }

  @Test
  void bulkBody_withOneBadByteAtItsEnd_isOneReject() {
    String body = "{\"a\":[{\"x\":1},{\"x\":2}]]";
    Reject reject = Verdicts.of("in._bulk", body).reject();

    assertThat(reject.code()).isEqualTo(RejectCode.INVALID_JSON);
    assertThat(reject.payload()).isEqualTo(body.getBytes(UTF_8));
  }

  @Test
  void reject_saysWhereItCameFrom() {
    Reject reject = Verdicts.of("[]").reject();

    assertThat(reject.topic()).isEqualTo("in.purchases");
    assertThat(reject.collection()).isEqualTo("purchases");
    assertThat(reject.partition()).isEqualTo(PARTITION);
    assertThat(reject.offset()).isEqualTo(OFFSET);
    assertThat(reject.timestampMillis()).isEqualTo(RECORD_TIME);
    assertThat(reject.key()).isEqualTo(Verdicts.KEY);
  }

  @Test
  void reason_staysShortAndPrintable() {
    String name = "$\\u0000" + "x".repeat(5_000);

    String reason = Verdicts.of("{\"" + name + "\":1}").reject().reason();

    assertThat(reason).hasSizeLessThan(200).contains("'$?xxx").doesNotContain("\0");
  }

  @Test
  void topics_canBeNamedOtherwise() {
    EventRules rules = EventRules.defaults().withTopics("events-in-", "bulk");
    byte[] single = "{}".getBytes(UTF_8);
    byte[] bulk = "{\"a\":[{}]}".getBytes(UTF_8);

    assertThat(Verdicts.of(rules, "events-in-web", single).event().collection()).isEqualTo("web");
    assertThat(Verdicts.of(rules, "bulk", bulk).event().collection()).isEqualTo("a");
  }

  @Test
  void reader_afterBadRecords_readsGoodOnesAlike() {
    EventReader reader = new EventReader(EventRules.defaults());
    byte[] good = "{\"a\":{\"b\":1},\"c\":2}".getBytes(UTF_8);
    Verdicts.of(reader, "in.a", "{\"a\":[{\"\\u0061\":[".getBytes(UTF_8));
    Verdicts.of(reader, "in._bulk", "{\"a\":[{\"b\":{\"\\u0063\":".getBytes(UTF_8));

    assertThat(Verdicts.of(reader, "in.a", good).event().stamp(0))
        .isEqualTo(Verdicts.of("in.a", new String(good, UTF_8)).event().stamp(0));
  }

  /** Names that collide in a naive hash must not make one event cost minutes. */
  @Test
  void names_thatCollide_areReadInTime() {
    List<String> names = List.of("");
    for (int i = 0; i < 15; i++) {
      names = names.stream().flatMap(n -> List.of(n + "Aa", n + "BB").stream()).toList();
    }
    String event =
        names.stream().map(n -> "\"" + n + "\":1").collect(Collectors.joining(",", "{", "}"));
    EventRules rules = EventRules.defaults().withMaxBytes(10_000_000, 10_000_000);

    assertTimeout(
        Duration.ofSeconds(20),
        () -> assertThat(Verdicts.of(rules, "in.a", event.getBytes(UTF_8)).isChecked()).isTrue());
  }

  @Test
  void bulkBody_ofManyEvents_isReadOneByOne() {
    String events =
        IntStream.range(0, 200_000).mapToObj(i -> "{}").collect(Collectors.joining(","));
    Map<Integer, String> seen = new HashMap<>();

    new EventReader(EventRules.defaults())
        .read(
            Verdicts.record("in._bulk", ("{\"a\":[" + events + "]}").getBytes(UTF_8)),
            new EventReader.Verdicts() {
              @Override
              public void checked(CheckedEvent event) {
                seen.put(event.index(), event.id());
              }

              @Override
              public void rejected(Reject reject) {
                throw new AssertionError(reject.toString());
              }
            });

    assertThat(seen).hasSize(200_000).containsEntry(199_999, "in._bulk/3/42/199999");
  }

  private static CheckedEvent keen(String members) {
    return Verdicts.of("{\"keen\":{" + members + "}}").event();
  }

  private static String stamped(CheckedEvent event) {
    return new String(event.stamp(0), UTF_8);
  }

  /** Names and texts are read eight bytes at once: wherever a byte stands, it must be seen. */
  @Test
  void byteThatMatters_isSeenAtEachPlaceOfANameAndOfAText() {
    for (int length = 1; length <= 20; length++) {
      String plain = "x".repeat(length);
      assertThat(Verdicts.of("{\"" + plain + "\":1,\"" + plain + "y\":1}").event()).isNotNull();
      assertThat(Verdicts.of("{\"" + plain + "\":1,\"" + plain + "\":1}").reject().code())
          .isEqualTo(RejectCode.DUPLICATE_KEY);
      for (int at = 0; at < length; at++) {
        assertThat(Verdicts.of("{\"" + with('.', plain, at) + "\":1}").reject().code())
            .isEqualTo(RejectCode.INVALID_PROPERTY_NAME);
        String another = with('/', plain, at);
        assertThat(Verdicts.of("{\"" + plain + "\":1,\"" + another + "\":1}").event()).isNotNull();
        for (char control : new char[] {0, '\n', 0x1f}) {
          assertThat(Verdicts.of("{\"a\":\"" + with(control, plain, at) + "\"}").reject().code())
              .isEqualTo(RejectCode.INVALID_JSON);
          assertThat(Verdicts.of("{\"" + with(control, plain, at) + "\":1}").reject().code())
              .isEqualTo(RejectCode.INVALID_JSON);
        }
        for (char other : new char[] {' ', '!', '#', '[', ']', 0x7f, 0x80, '\u00e9', '\u20ac'}) {
          String text = "{\"a\":\"" + with(other, plain, at) + "\"}";
          assertThat(stamped(Verdicts.of(text).event())).endsWith("," + text.substring(1));
        }
        for (String escape : new String[] {"\\\\", "\\\"", "\\u0041"}) {
          String text = "{\"a\":\"" + plain.substring(0, at) + escape + plain.substring(at) + "\"}";
          assertThat(stamped(Verdicts.of(text).event())).endsWith("," + text.substring(1));
        }
      }
    }
  }

  private static String with(char c, String text, int at) {
    return text.substring(0, at) + c + text.substring(at + 1);
  }
}
