package io.millrace.flink.connector.cassandra.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetriedReadsTest {

  private final AtomicInteger attempts = new AtomicInteger();
  private final AtomicInteger retries = new AtomicInteger();
  private RetriedReads reads = RetriedReads.times(3, "ask more often", retries::incrementAndGet);

  @AfterEach
  void close() {
    reads.close();
  }

  @Test
  void troubleThatPasses_isAnsweredByALaterAttempt() throws Exception {
    String answer = reads.await("it", () -> failing(2, new NoNodeAvailableException()));

    assertThat(answer).isEqualTo("attempt 3");
    assertThat(retries).hasValue(2);
  }

  @Test
  void troubleThatLasts_endsAfterTheRetries_withItsCauseAndTheRemedy() {
    NoNodeAvailableException cause = new NoNodeAvailableException();

    assertThatThrownBy(() -> reads.await("it", () -> failing(9, cause)))
        .isInstanceOf(CassandraReadException.class)
        .hasMessageStartingWith("Cassandra did not answer it in 4 attempts within PT")
        .hasMessageEndingWith("see to the cluster, or ask more often")
        .hasRootCause(cause);
    assertThat(attempts).hasValue(4);
  }

  @Test
  void timeThatIsUp_endsAtTheFirstTrouble() {
    reads = RetriedReads.during(Duration.ZERO, "wait longer", retries::incrementAndGet);

    assertThatThrownBy(() -> reads.await("it", () -> failing(1, new NoNodeAvailableException())))
        .hasMessageContaining("in 1 attempts")
        .hasMessageEndingWith("wait longer");
  }

  @Test
  void failureThatDoesNotPass_isNotRetried() {
    IllegalStateException cause = new IllegalStateException("no such thing");

    assertThatThrownBy(() -> reads.await("it", () -> failing(1, cause)))
        .hasMessage("Cassandra does not answer it: no such thing")
        .hasRootCause(cause);
    assertThat(attempts).hasValue(1);
  }

  private CompletionStage<String> failing(int times, RuntimeException failure) {
    int attempt = attempts.incrementAndGet();
    return attempt <= times
        ? CompletableFuture.failedStage(failure)
        : CompletableFuture.completedStage("attempt " + attempt);
  }
}
