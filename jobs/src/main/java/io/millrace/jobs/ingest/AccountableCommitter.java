package io.millrace.jobs.ingest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.jspecify.annotations.Nullable;

/** Commits through Kafka's committer and lets no transaction vanish that it gives up. */
@SuppressWarnings("try") // close() declares Exception, and with it InterruptedException
final class AccountableCommitter implements Committer<AccountedCommittable> {

  private final Committer<KafkaCommittable> kafka;
  private final Properties clientProperties;
  private final String ledgerTopic;

  AccountableCommitter(
      Committer<KafkaCommittable> kafka, Properties clientProperties, String ledgerTopic) {
    this.kafka = kafka;
    this.clientProperties = clientProperties;
    this.ledgerTopic = ledgerTopic;
  }

  @Override
  public void commit(Collection<CommitRequest<AccountedCommittable>> requests)
      throws IOException, InterruptedException {
    List<Request> given =
        requests.stream().map(Request::new).collect(Collectors.toCollection(ArrayList::new));
    kafka.commit(List.copyOf(given));
    List<String> lost = new ArrayList<>();
    for (Request request : given) {
      Throwable problem = request.givenUp;
      if (problem != null) {
        AccountedCommittable committable = request.outer.getCommittable();
        if (wasCommittedBefore(committable)) {
          request.outer.signalAlreadyCommitted();
        } else {
          lost.add(describe(committable, problem));
        }
      }
    }
    if (!lost.isEmpty()) {
      throw IngestStopped.because(
          lost,
          "restore the checkpoint before this one, which repeats these ranges (submit ingest"
              + " --from-savepoint …); where that is refused since a part of them was written, give"
              + " ingest fresh outbound topics (topics.prefix) and restore any older one. Raise"
              + " ingest.transaction_timeout above the longest time that the job may be away");
    }
  }

  /**
   * A transaction's id is used again once it is committed. So a job that fails after the commit and
   * before the next checkpoint tries to commit once more what another transaction has replaced.
   */
  private boolean wasCommittedBefore(AccountedCommittable committable) throws IOException {
    CommittedLedger ledger =
        CommittedLedger.read(
            clientProperties,
            ledgerTopic,
            committable.lines().stream()
                .map(AccountedCommittable.Line::identity)
                .collect(Collectors.toSet()));
    if (!ledger.hasAllWanted() && !ledger.wasReadWholly()) {
      throw new IOException(
          "whether transaction "
              + committable.kafka().getTransactionalId()
              + " was committed can't be seen while another is open; trying again");
    }
    return ledger.hasAllWanted();
  }

  private static String describe(AccountedCommittable committable, Throwable problem) {
    String ranges =
        committable.lines().stream()
            .map(line -> line.partition() + " offsets " + line.from() + " to " + (line.to() - 1))
            .collect(Collectors.joining(", "));
    return "Kafka has aborted transaction "
        + committable.kafka().getTransactionalId()
        + " with events of "
        + ranges
        + ", which a completed checkpoint counts as written ("
        + problem.getClass().getSimpleName()
        + ": "
        + problem.getMessage()
        + ")";
  }

  @Override
  public void close() throws Exception {
    kafka.close();
  }

  /** Shows Kafka's committer its own part, and keeps what it would only log. */
  private static final class Request implements CommitRequest<KafkaCommittable> {

    private final CommitRequest<AccountedCommittable> outer;
    private @Nullable Throwable givenUp;

    Request(CommitRequest<AccountedCommittable> outer) {
      this.outer = outer;
    }

    @Override
    public KafkaCommittable getCommittable() {
      return outer.getCommittable().kafka();
    }

    @Override
    public int getNumberOfRetries() {
      return outer.getNumberOfRetries();
    }

    @Override
    public void signalFailedWithKnownReason(Throwable reason) {
      givenUp = reason;
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable reason) {
      outer.signalFailedWithUnknownReason(reason);
    }

    @Override
    public void retryLater() {
      outer.retryLater();
    }

    @Override
    public void updateAndRetryLater(KafkaCommittable committable) {
      outer.updateAndRetryLater(
          new AccountedCommittable(committable, outer.getCommittable().lines()));
    }

    @Override
    public void signalAlreadyCommitted() {
      outer.signalAlreadyCommitted();
    }
  }
}
