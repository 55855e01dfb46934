package io.millrace.patterns.naive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Steps are {@code a}, {@code b*2} (runs) and {@code !c} (missing); {@code _} is any event. An
 * event is its kind and time and perhaps its key, {@code a10:ada}; it is named by its place, from 0
 * on.
 */
class NaiveSequenceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // The example of the syntax reference: attrib, bash, cat of root and elkbee.
        "a b c | 99 | | a1:r a2:r b3:e b4:r b5:r a6:e a7:r b8:e c9:r c10:e c11:r | 1,3,8 5,7,9",
        "a b | 99 | c | a1:x b2:x a3:y b4:y c5:y a6:z c7:z b8:z | 0,1 2,3",
        "a b | 10 | | a0 b10 | 0,1",
        "a b | 10 | | a0 b11 | ",
        // The newer first event wins, even if the older could still be completed.
        "a b | 10 | | a0 a5 b6 b7 | 1,2",
        // What is too old is no match, and what comes after it may be.
        "a b | 10 | | a0 b11 a12 b13 | 2,3",
        // An event does not follow itself, but may be the first of the next.
        "_ _ | 10 | | a0 | ",
        "_ _ | 10 | | a0 b1 c2 | 0,1 1,2",
        "a a b | 10 | | a0 a1 a2 b3 | 1,2,3",
        "a*2 b | 10 | | a0 a1 a2 b3 | 1,2,3",
        "a*3 | 10 | | a0 a1 a2 a3 | 0,1,2 1,2,3",
        // Ties are in the order of the log.
        "a b | 10 | | b5 a5 b5 | 1,2",
        // Missing between.
        "a !c b | 10 | | a0 b1 a2 c3 b4 | 0,1",
        "a !c b | 10 | | a0 c1 a2 b3 | 2,3",
        "a !_ b | 10 | | a0 b1 | 0,1",
        "a !_ b | 10 | | a0 c0 b1 | ",
        "a b !x c | 10 | | a0 b1 a2 x3 b4 c5 | 2,4,5",
        "a !x b c | 10 | | a0 b1 a2 x3 b4 c5 | 0,1,5",
        // Missing after: from the last event to the end of the span.
        "a !b | 10 | | a0 b10 | ",
        "a !b | 10 | | a0 b11 | 0",
        "a !b | 10 | | a0 a5 b12 | 0",
        "a b !c | 10 | | a0 b8 c10 | ",
        "a b !c | 10 | | a0 b8 c11 | 0,1",
        "a b !c | 10 | | a0 c4 b8 | 0,2",
        // Missing before: within the span that ends with the last event.
        "!c a | 10 | | c0 a10 | ",
        "!c a | 10 | | c0 a11 | 1",
        "!c a b | 10 | | c0 a5 b10 | ",
        "!c a b | 10 | | c0 a5 b11 | 1,2",
        "!c a b | 10 | | a5 c6 b11 | 0,2",
        // Both: not the two of them within one span.
        "!c a !d | 10 | | c0 a5 d10 | ",
        "!c a !d | 10 | | c0 a5 d11 | 1",
        "!c a !d | 10 | | c0 a5 | 1",
        "!c a !d | 10 | | a5 d6 | 0",
        // Until.
        "a b | 10 | b | a0 b1 | 0,1",
        "a b c | 10 | b | a0 b1 c2 | 0,1,2",
        "a b c | 10 | b | a0 b1 b2 c3 | ",
        "a b | 10 | a | a0 a1 b2 | 1,2",
        "a !b | 10 | c | a0 c10 | ",
        "a !b | 10 | c | a0 c11 | 0",
        // Keys.
        "a b | 10 | | a0:x b1:y b2:x | 0,2",
        "a !c b | 10 | | a0:x c1:y b2:x | 0,2",
        "a b | 10 | c | a0:x c1:y b2:x | 0,2",
      })
  void sequence_findsTheseEvents(
      String steps, long span, @Nullable String until, String events, @Nullable String found) {
    Rule.Sequence rule =
        new Rule.Sequence(
            Arrays.stream(steps.split(" ")).map(NaiveSequenceTest::step).toList(),
            span,
            until == null ? null : step(until));

    List<String> ids =
        new NaiveSequence(rule)
            .find(events(events)).stream()
                .map(
                    each ->
                        each.events().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(",")))
                .toList();

    assertThat(ids)
        .containsExactlyInAnyOrderElementsOf(
            found == null ? List.of() : Arrays.asList(found.split(" ")));
  }

  static Rule.Step step(String text) {
    boolean missing = text.startsWith("!");
    String[] parts = text.substring(missing ? 1 : 0).split("\\*");
    Condition condition =
        parts[0].equals("_") ? new Condition.Always() : new Condition.Is("kind", parts[0]);
    return new Rule.Step(
        new Rule.Select(null, condition),
        List.of(new Rule.By("key", true)),
        parts.length == 1 ? 1 : Integer.parseInt(parts[1]),
        missing);
  }

  static List<PlainEvent> events(String text) {
    List<PlainEvent> events = new ArrayList<>();
    for (String word : text.split(" ")) {
      String[] parts = word.split(":");
      Map<String, Object> fields =
          parts.length == 1
              ? Map.of("kind", word.substring(0, 1))
              : Map.of("kind", word.substring(0, 1), "key", parts[1]);
      events.add(new PlainEvent(events.size(), "c", Long.parseLong(parts[0].substring(1)), fields));
    }
    return events;
  }
}
