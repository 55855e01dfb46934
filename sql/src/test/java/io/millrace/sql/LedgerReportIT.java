package io.millrace.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code reports/verdicts_per_topic.sql} over lines as docs/ledger.md shows them. */
class LedgerReportIT {

  @Test
  void report_addsUpThePartsOfEveryRange() throws Exception {
    SqlStack stack = SqlStack.shared();
    stack.createTopic("ledger", 1);
    stack.send("ledger", 0, "in.a/0", line("in.a", 0, 0, 10, 0, 3, 1, 0, 1));
    stack.send("ledger", 0, "in.a/0", line("in.a", 0, 0, 10, 1, 4, 0, 1, 0));
    stack.send("ledger", 0, "in.a/1", line("in.a", 1, 5, 9, 0, 4, 0, 0, 0));
    stack.send("ledger", 0, "in.b/0", line("in.b", 0, 0, 2, 0, 0, 2, 0, 0));

    assertThat(SqlStack.rows(stack.run("reports/verdicts_per_topic.sql")))
        .contains("in.a | 14 | 11 | 1 | 1 | 1 | 0", "in.b | 2 | 0 | 2 | 0 | 0 | 0");
  }

  @Test
  void view_namesTheRangeOfEachLine(@TempDir Path folder) throws Exception {
    SqlStack stack = SqlStack.shared();
    stack.createTopic("ledger", 1);
    stack.send("ledger", 0, "in.c/2", line("in.c", 2, 7, 9, 1, 2, 0, 0, 0));
    Path script = folder.resolve("ranges.sql");
    Files.writeString(
        script,
        """
        SET 'execution.runtime-mode' = 'batch';
        SELECT topic_partition, from_offset, to_offset, part, part_count, checkpoint, guarantee
        FROM ledger
        WHERE `topic` = 'in.c';
        """);

    assertThat(SqlStack.rows(stack.run(script.toString())))
        .containsExactly("2 | 7 | 9 | 1 | 2 | 1 | exactly-once");
  }

  private static String line(
      String topic,
      int partition,
      long from,
      long to,
      int part,
      long valid,
      long duplicate,
      long late,
      long rejected) {
    return ("{\"topic\":\"%s\",\"partition\":%d,\"from\":%d,\"to\":%d,\"records\":%d,\"events\":%d,"
            + "\"missing\":0,\"part\":%d,\"parts\":2,\"rejected\":%d,\"late\":%d,\"duplicate\":%d,"
            + "\"valid\":%d,\"checkpoint\":1,\"run\":\"r\",\"guarantee\":\"exactly-once\"}")
        .formatted(
            topic, partition, from, to, to - from, to - from, part, rejected, late, duplicate,
            valid);
  }
}
