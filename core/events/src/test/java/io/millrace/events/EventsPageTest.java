package io.millrace.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The first JSON block of docs/events.md is an event as sent, the second the same as it goes out.
 */
class EventsPageTest {

  private static final Path PAGE = Path.of(System.getProperty("millrace.home"), "docs/events.md");
  private static final Instant WRITTEN = Instant.parse("2026-01-31T10:05:03.412Z");

  @Test
  void eventOfThePage_goesOutAsThePageSays() throws IOException {
    List<String> blocks =
        Arrays.stream(Files.readString(PAGE).split("```json\n"))
            .skip(1)
            .map(text -> text.substring(0, text.indexOf("\n```")))
            .toList();
    List<String> stamped = new ArrayList<>();

    new EventReader(EventRules.defaults())
        .read(
            new InboundRecord(
                "in.orders", 0, 0, WRITTEN.toEpochMilli(), null, blocks.get(0).getBytes(UTF_8)),
            new EventReader.Verdicts() {
              @Override
              public void checked(CheckedEvent event) {
                stamped.add(new String(event.stamp(0), UTF_8));
              }

              @Override
              public void rejected(Reject reject) {
                stamped.add(reject.reason());
              }
            });

    assertThat(stamped).containsExactly(blocks.get(1));
  }
}
