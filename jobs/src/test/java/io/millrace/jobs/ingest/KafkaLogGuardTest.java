package io.millrace.jobs.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.common.KafkaTopics.LogRange;
import io.millrace.jobs.common.KafkaTopics.TopicState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KafkaLogGuardTest {

  private static final InboundPosition READ_TO_100 =
      new InboundPosition("in.carts", 0, "id-1", 100, 0);

  @Test
  void logThatGoesOnWhereReadingEnded_misses_nothing() {
    assertThat(missing(new TopicState("id-1", Map.of(0, new LogRange(100, 100))))).isEmpty();
    assertThat(missing(new TopicState("id-1", Map.of(0, new LogRange(0, 900))))).isEmpty();
  }

  @Test
  void deletedTopic_isNamed() {
    assertThat(KafkaLogGuard.replaced(List.of(READ_TO_100), Map.of())).isEmpty();
    assertThat(KafkaLogGuard.missing(List.of(READ_TO_100), Map.of()))
        .containsExactly(
            "in.carts: the topic was deleted after partition 0 had been read up to offset 100");
  }

  @Test
  void topicMadeAnew_isNamedEvenIfItIsLongEnough() {
    assertThat(missing(new TopicState("id-2", Map.of(0, new LogRange(0, 900)))))
        .containsExactly(
            "in.carts: the topic was deleted and made anew after partition 0 had been read up to"
                + " offset 100");
  }

  @Test
  void expiredRecords_areNamedByTheirOffsets() {
    assertThat(missing(new TopicState("id-1", Map.of(0, new LogRange(130, 900)))))
        .containsExactly(
            "in.carts/0: offsets 100 to 129 were deleted (retention) before they were read");
  }

  @Test
  void shorterLog_isNamed() {
    assertThat(missing(new TopicState("id-1", Map.of(0, new LogRange(0, 99)))))
        .containsExactly(
            "in.carts/0: was read up to offset 100 but ends at 99, so its end was lost or it is"
                + " another log");
  }

  @Test
  void ledgerAheadOfTheSavepoint_isNamedWithBothOffsets() {
    CommittedLedger ledger = new CommittedLedger(Set.of());
    ledger.add(line(0, 90, 100));
    ledger.add(line(0, 100, 140));

    assertThat(writtenAlready(List.of(READ_TO_100), Map.of(), ledger))
        .containsExactly(
            "in.carts/0: reading would begin at offset 100, but topic ledger says that events up to"
                + " offset 140 were written; offsets 100 to 139 would be written twice");
  }

  @Test
  void ledgerThatEndsWithTheSavepointOrBefore_isFine() {
    CommittedLedger ledger = new CommittedLedger(Set.of());
    ledger.add(line(0, 80, 90));
    ledger.add(line(1, 80, 900));
    assertThat(writtenAlready(List.of(READ_TO_100), Map.of(), ledger)).isEmpty();

    ledger.add(line(0, 90, 100));
    assertThat(writtenAlready(List.of(READ_TO_100), Map.of(), ledger)).isEmpty();
  }

  /** Without a savepoint, or with one from before the partition was there, all is read again. */
  @Test
  void ledgerOfAPartitionThatIsNotRemembered_isAheadOfItsBeginning() {
    CommittedLedger ledger = new CommittedLedger(Set.of());
    ledger.add(line(1, 3, 140));
    Map<String, TopicState> present =
        Map.of("in.carts", new TopicState("id-1", Map.of(1, new LogRange(3, 200))));

    assertThat(writtenAlready(List.of(), present, ledger))
        .containsExactly(
            "in.carts/1: reading would begin at offset 3, but topic ledger says that events up to"
                + " offset 140 were written; offsets 3 to 139 would be written twice");
    assertThat(writtenAlready(List.of(READ_TO_100), present, ledger)).hasSize(1);
    assertThat(writtenAlready(List.of(), present, new CommittedLedger(Set.of()))).isEmpty();
  }

  @Test
  void linesOfARunThatWroteAtLeastOnce_proveNothing() {
    CommittedLedger ledger = new CommittedLedger(Set.of());
    ledger.add(new String(line(0, 100, 140), UTF_8).replace("exactly", "at-least").getBytes(UTF_8));

    assertThat(writtenAlready(List.of(READ_TO_100), Map.of(), ledger)).isEmpty();
  }

  private static byte[] line(int partition, long from, long to) {
    return new LedgerLine(
            new PartitionMark(1, "in.carts", partition, from, to, 1, 1, 0, 0, 0, 0, "run"),
            0,
            1,
            true,
            new VerdictCounts())
        .toJson();
  }

  private static List<String> missing(TopicState state) {
    Map<String, TopicState> present = Map.of("in.carts", state);
    List<String> problems = new ArrayList<>(KafkaLogGuard.replaced(List.of(READ_TO_100), present));
    problems.addAll(KafkaLogGuard.missing(List.of(READ_TO_100), present));
    return problems;
  }

  private static List<String> writtenAlready(
      List<InboundPosition> restored, Map<String, TopicState> present, CommittedLedger ledger) {
    return KafkaLogGuard.writtenAlready(restored, present, ledger, "ledger");
  }
}
