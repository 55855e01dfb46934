package io.millrace.flink.connector.cassandra.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flink.connector.cassandra.source.split.CassandraSplit;
import io.millrace.flink.connector.cassandra.source.split.TokenSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class CassandraEnumeratorTest {

  private static final CassandraSplit NEAR = split("near", "node-1");
  private static final CassandraSplit FAR = split("far", "node-2");
  private static final CassandraSplit FARTHER = split("farther", "node-3");

  private final Coordinator coordinator = new Coordinator();

  /** Upstream's defect 1: it tells readers that there are no splits, and the job ends with none. */
  @Test
  void readersThatAskBeforeTheTableIsCut_waitForTheirSplits() throws Exception {
    CassandraEnumerator enumerator = start(CassandraEnumeratorState.NOT_PLANNED, NEAR, FAR);
    enumerator.handleSplitRequest(0, "node-1");
    enumerator.handleSplitRequest(1, "node-2");
    assertThat(coordinator.assigned).isEmpty();
    assertThat(coordinator.noMoreSplits).isEmpty();

    coordinator.runAsync();

    assertThat(coordinator.assigned)
        .containsOnly(Map.entry(0, List.of(NEAR)), Map.entry(1, List.of(FAR)));
    assertThat(coordinator.noMoreSplits).isEmpty();
  }

  @Test
  void readerThatAsksTwiceBeforeTheTableIsCut_getsTwoSplits() throws Exception {
    CassandraEnumerator enumerator = start(CassandraEnumeratorState.NOT_PLANNED, NEAR, FAR);
    enumerator.handleSplitRequest(0, "node-1");
    enumerator.handleSplitRequest(0, "node-1");

    coordinator.runAsync();

    assertThat(coordinator.assigned).containsOnly(Map.entry(0, List.of(NEAR, FAR)));
  }

  @Test
  void readerThatFailedWhileItWaited_getsNoSplit() throws Exception {
    CassandraEnumerator enumerator = start(CassandraEnumeratorState.NOT_PLANNED, NEAR);
    enumerator.handleSplitRequest(0, "node-1");
    coordinator.readers.remove(0);

    coordinator.runAsync();

    assertThat(coordinator.assigned).isEmpty();
    assertThat(enumerator.snapshotState(1).remaining()).containsExactly(NEAR);
  }

  @Test
  void readerThatStartedAgainWhileItWaited_getsWhatItAskedForLast() throws Exception {
    CassandraEnumerator enumerator = start(CassandraEnumeratorState.NOT_PLANNED, NEAR, FAR);
    enumerator.handleSplitRequest(0, "node-1");
    enumerator.handleSplitRequest(1, "node-2");
    enumerator.addReader(0);
    enumerator.handleSplitRequest(0, "node-1");

    coordinator.runAsync();

    assertThat(coordinator.assigned)
        .containsOnly(Map.entry(0, List.of(NEAR)), Map.entry(1, List.of(FAR)));
    assertThat(coordinator.noMoreSplits).isEmpty();
  }

  @Test
  void reader_getsASplitOfItsHost_whateverTheCaseOfItsName_elseAnother() throws Exception {
    CassandraEnumerator enumerator = start(CassandraEnumeratorState.NOT_PLANNED, FAR, NEAR);
    coordinator.runAsync();

    enumerator.handleSplitRequest(0, "Node-1");
    enumerator.handleSplitRequest(0, "node-1");
    enumerator.handleSplitRequest(0, null);

    assertThat(coordinator.assigned).containsOnly(Map.entry(0, List.of(NEAR, FAR)));
    assertThat(coordinator.noMoreSplits).containsExactly(0);
  }

  /** Upstream's defect 2: its start() cuts the table anew, and all is read twice. */
  @Test
  void restoredEnumerator_handsOutWhatRemained_andDoesNotCutAgain() throws Exception {
    CassandraEnumerator enumerator =
        start(new CassandraEnumeratorState(true, List.of(FAR)), NEAR, FAR, FARTHER);
    assertThat(coordinator.async).isEmpty();

    enumerator.handleSplitRequest(0, "node-1");
    enumerator.handleSplitRequest(0, "node-1");

    assertThat(coordinator.assigned).containsOnly(Map.entry(0, List.of(FAR)));
    assertThat(coordinator.noMoreSplits).containsExactly(0);
  }

  @Test
  void stateBeforeTheTableIsCut_isCutAfterTheRestore() throws Exception {
    CassandraEnumeratorState state =
        start(CassandraEnumeratorState.NOT_PLANNED, NEAR).snapshotState(1);
    coordinator.async.clear();
    CassandraEnumerator restored = start(state, NEAR);
    restored.handleSplitRequest(0, "node-1");

    coordinator.runAsync();

    assertThat(coordinator.assigned).containsOnly(Map.entry(0, List.of(NEAR)));
  }

  @Test
  void splitsOfAFailedReader_areHandedOutAgain() throws Exception {
    CassandraEnumerator enumerator =
        start(new CassandraEnumeratorState(true, List.of(NEAR, FAR)), FARTHER);
    enumerator.handleSplitRequest(0, "node-1");
    assertThat(enumerator.snapshotState(1).remaining()).containsExactly(FAR);

    enumerator.addSplitsBack(List.of(NEAR), 0);

    assertThat(enumerator.snapshotState(2).remaining()).containsExactlyInAnyOrder(NEAR, FAR);
  }

  /** Upstream's defect 2 too: the failure is ignored and nothing ever comes. */
  @Test
  void failureToCutTheTable_failsTheJobWithItsCause() throws Exception {
    IllegalStateException cause = new IllegalStateException("no such table");
    new CassandraEnumerator(
            coordinator,
            () -> {
              throw cause;
            },
            CassandraEnumeratorState.NOT_PLANNED)
        .start();

    assertThatThrownBy(coordinator::runAsync)
        .hasMessage("cannot cut the table into splits: no such table")
        .hasCause(cause);
  }

  private CassandraEnumerator start(CassandraEnumeratorState state, CassandraSplit... planned) {
    CassandraEnumerator enumerator =
        new CassandraEnumerator(coordinator, () -> List.of(planned), state);
    enumerator.start();
    return enumerator;
  }

  private static CassandraSplit split(String id, String host) {
    return CassandraSplit.of(id, TokenSpan.ALL, List.of(host));
  }

  /** Two registered readers; asynchronous calls wait until the test runs them. */
  private static final class Coordinator implements SplitEnumeratorContext<CassandraSplit> {

    final Map<Integer, ReaderInfo> readers =
        new HashMap<>(Map.of(0, new ReaderInfo(0, "node-1"), 1, new ReaderInfo(1, "node-2")));
    final Map<Integer, List<CassandraSplit>> assigned = new HashMap<>();
    final Set<Integer> noMoreSplits = new TreeSet<>();
    final List<AsyncCall<?>> async = new ArrayList<>();

    void runAsync() {
      List<AsyncCall<?>> calls = List.copyOf(async);
      async.clear();
      calls.forEach(AsyncCall::run);
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
      return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int currentParallelism() {
      return 2;
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
      return readers;
    }

    @Override
    public void assignSplits(SplitsAssignment<CassandraSplit> splits) {
      splits
          .assignment()
          .forEach(
              (subtask, added) ->
                  assigned.computeIfAbsent(subtask, of -> new ArrayList<>()).addAll(added));
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
      noMoreSplits.add(subtask);
    }

    @Override
    public <T> void callAsync(Callable<T> call, BiConsumer<T, Throwable> handler) {
      async.add(new AsyncCall<>(call, handler));
    }

    @Override
    public <T> void callAsync(
        Callable<T> call, BiConsumer<T, Throwable> handler, long delayMillis, long periodMillis) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void runInCoordinatorThread(Runnable runnable) {
      runnable.run();
    }
  }

  private record AsyncCall<T>(Callable<T> call, BiConsumer<T, Throwable> handler) {

    void run() {
      T result = null;
      Throwable failure = null;
      try {
        result = Objects.requireNonNull(call.call());
      } catch (Exception e) {
        failure = e;
      }
      handler.accept(result, failure);
    }
  }
}
