package io.millrace.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.SecondOpinion.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Whatever the bytes: a verdict, no exception, and the verdict that a second opinion gives too. */
class EventReaderFuzzTest {

  private static final int ROUNDS = 40_000;

  private static final Set<RejectCode> OF_THE_WHOLE_TEXT =
      EnumSet.of(
          RejectCode.EMPTY_VALUE,
          RejectCode.INVALID_UTF8,
          RejectCode.INVALID_JSON,
          RejectCode.NOT_AN_OBJECT);

  private final Seed seed = Seed.next();
  private final SplittableRandom random = seed.random();
  private final RandomJson json = new RandomJson(random);

  /** One reader for a whole test, as in a job: nothing of one record may reach the next. */
  private final EventReader reader = new EventReader(EventRules.defaults());

  @Test
  void randomEvents_getTheVerdictOfTheSecondOpinion() throws IOException {
    Map<Kind, Integer> seen = new EnumMap<>(Kind.class);
    for (int i = 0; i < ROUNDS; i++) {
      seen.merge(agree(json.event().getBytes(UTF_8)), 1, Integer::sum);
    }
    // Guards the generator: a test that only ever sees rejects shows little.
    assertThat(seen.get(Kind.CHECKED)).as("%s", seen).isGreaterThan(ROUNDS / 10);
    assertThat(seen.get(Kind.BREAKS_A_RULE)).as("%s", seen).isGreaterThan(ROUNDS / 10);
  }

  @Test
  void mutatedEvents_getTheVerdictOfTheSecondOpinion() throws IOException {
    for (int i = 0; i < ROUNDS; i++) {
      agree(json.mutated(json.event().getBytes(UTF_8)));
    }
  }

  @Test
  void randomBytes_getTheVerdictOfTheSecondOpinion() throws IOException {
    for (int i = 0; i < ROUNDS; i++) {
      agree(json.bytes());
    }
  }

  @Test
  void eventsCutAtEveryByte_getTheVerdictOfTheSecondOpinion() throws IOException {
    for (int i = 0; i < 300; i++) {
      byte[] event = json.event().getBytes(UTF_8);
      for (int length = 0; length < event.length; length++) {
        agree(Arrays.copyOf(event, length));
      }
    }
  }

  @Test
  void bulkBodies_giveEachEventTheVerdictItGetsAlone() {
    for (int i = 0; i < ROUNDS / 10; i++) {
      List<String> elements = elementsThatAreJson();
      byte[] body = ("{\"x\": [" + String.join(" , ", elements) + "] }").getBytes(UTF_8);

      List<String> together = describe(Verdicts.of(reader, "in._bulk", body));

      List<String> alone = new ArrayList<>();
      for (String element : elements) {
        alone.addAll(describe(Verdicts.of(reader, "in.x", element.getBytes(UTF_8))));
      }
      if (elements.isEmpty()) {
        assertThat(together).as("%s", seed).singleElement().asString().contains("INVALID_BULK");
      } else {
        assertThat(together).as("%s\n%s", new String(body, UTF_8), seed).isEqualTo(alone);
      }
    }
  }

  @Test
  void mutatedBulkBodies_getVerdictsThatDoNotDependOnTheReader() {
    for (int i = 0; i < ROUNDS / 4; i++) {
      String body = "{\"x\":[" + json.event() + "," + json.event() + "],\"y\":[{},{\"a\":1}]}";
      byte[] bytes = json.mutated(body.getBytes(UTF_8));

      List<String> verdicts = describe(Verdicts.of(reader, "in._bulk", bytes));

      assertThat(verdicts).as("%s", seed).isNotEmpty();
      assertThat(verdicts)
          .as("%s\n%s", new String(bytes, UTF_8), seed)
          .isEqualTo(describe(Verdicts.of("in._bulk", bytes)));
      if (SecondOpinion.of(bytes) == Kind.INVALID_JSON) {
        assertThat(verdicts).singleElement().asString().startsWith("INVALID_JSON");
      }
    }
  }

  private List<String> elementsThatAreJson() {
    List<String> elements = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      String element = random.nextInt(5) == 0 ? json.anything() : json.event();
      if (JsonTree.isJson(element)) {
        elements.add(element);
      }
    }
    return elements;
  }

  private Kind agree(byte[] value) throws IOException {
    Kind expected = SecondOpinion.of(value);
    Verdicts verdicts = Verdicts.of(reader, Verdicts.TOPIC, value);
    Supplier<String> what = () -> new String(value, UTF_8) + "\n" + verdicts.all + "\n" + seed;

    assertThat(verdicts.all).as(what).hasSize(1);
    assertThat(kind(verdicts)).as(what).isEqualTo(expected);
    if (expected == Kind.CHECKED) {
      stampsToTheSame(value, verdicts.event(), what);
    } else {
      assertThat(verdicts.reject().payload()).as(what).isEqualTo(value);
      assertThat(verdicts.reject().reason()).as(what).isNotBlank();
    }
    return expected;
  }

  private static Kind kind(Verdicts verdicts) {
    if (verdicts.isChecked()) {
      return Kind.CHECKED;
    }
    return OF_THE_WHOLE_TEXT.contains(verdicts.code())
        ? Kind.valueOf(verdicts.code().name())
        : Kind.BREAKS_A_RULE;
  }

  private static void stampsToTheSame(byte[] value, CheckedEvent event, Supplier<String> what)
      throws IOException {
    Map<String, Object> sent = JsonTree.object(value);
    Map<String, Object> stamped = JsonTree.object(event.stamp(12));
    assertThat(stamped.keySet()).as(what).first().isEqualTo("keen");
    Object keen = stamped.remove("keen");
    Map<?, ?> sentKeen = (Map<?, ?>) sent.getOrDefault("keen", Map.of());
    sent.remove("keen");

    assertThat(List.copyOf(stamped.entrySet())).as(what).isEqualTo(List.copyOf(sent.entrySet()));
    assertThat(keen).as(what).isEqualTo(expectedKeen(sentKeen));
  }

  private static Map<String, Object> expectedKeen(Map<?, ?> sent) {
    Map<String, Object> keen = new LinkedHashMap<>();
    Long sentTime = sent.get("timestamp") instanceof String text ? SecondOpinion.time(text) : null;
    long time = sentTime == null ? Verdicts.RECORD_TIME : sentTime;
    keen.put("timestamp", EventTime.format(time));
    keen.put("created_at", "2026-01-31T10:05:03.000Z");
    keen.put("id", sent.get("id") == null ? "in.purchases/3/42/0" : sent.get("id"));
    for (String kept : List.of("uniqueness_token", "location")) {
      if (sent.get(kept) != null) {
        keen.put(kept, sent.get(kept));
      }
    }
    keen.put("behind_ms", new JsonTree.Digits("12"));
    return keen;
  }

  /** What a verdict says, but for its place. */
  private static List<String> describe(Verdicts verdicts) {
    List<String> lines = new ArrayList<>();
    for (Object verdict : verdicts.all) {
      if (verdict instanceof Reject reject) {
        lines.add(
            reject.code() + " " + reject.reason() + " " + new String(reject.payload(), UTF_8));
      } else {
        CheckedEvent event = (CheckedEvent) verdict;
        lines.add(
            event.collection()
                + " "
                + event.dedupKey()
                + " "
                + event.timestampMillis()
                + " "
                + new String(event.properties(), UTF_8));
      }
    }
    return lines;
  }
}
