package io.millrace.jobs.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The line that docs/ledger.md shows is one that ingest writes. */
class LedgerPageTest {

  private static final Path PAGE = Path.of(System.getProperty("millrace.home"), "docs/ledger.md");
  private static final Pattern BLOCK = Pattern.compile("```json\n(.*?)\n```", Pattern.DOTALL);

  @Test
  void line_isSpelledAsThePageShows() throws Exception {
    VerdictCounts counts = new VerdictCounts();
    counts.add(Verdict.REJECTED);
    counts.add(Verdict.DUPLICATE);
    counts.add(Verdict.VALID);
    PartitionMark mark =
        new PartitionMark(
            4,
            "in.orders",
            0,
            0,
            5,
            5,
            5,
            0,
            Instant.parse("2026-03-01T12:00:00Z").toEpochMilli(),
            0,
            0,
            "5f1c8e02");

    Matcher block = BLOCK.matcher(Files.readString(PAGE));

    assertThat(block.find()).isTrue();
    assertThat(new String(new LedgerLine(mark, 0, 2, true, counts).toJson(), UTF_8))
        .isEqualTo(block.group(1));
  }
}
