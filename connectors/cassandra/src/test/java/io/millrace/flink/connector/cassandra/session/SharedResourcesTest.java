package io.millrace.flink.connector.cassandra.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedResourcesTest {

  private final AtomicInteger opened = new AtomicInteger();
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private boolean unreachable;

  private final SharedResources<String, Connection, IOException> shared =
      new SharedResources<>(this::connect);

  @Test
  void secondLease_sharesWhatTheFirstOpened() throws Exception {
    var first = shared.acquire("cluster");
    var second = shared.acquire("cluster");

    assertThat(second.get()).isSameAs(first.get());
    assertThat(opened).hasValue(1);
  }

  @Test
  void lastLease_closes() throws Exception {
    var first = shared.acquire("cluster");
    var second = shared.acquire("cluster");

    first.close();
    assertThat(open).hasSize(1);
    second.close();
    assertThat(open).isEmpty();
    assertThat(shared.openKeys()).isZero();
  }

  @Test
  void leaseClosedTwice_countsOnce() throws Exception {
    var first = shared.acquire("cluster");
    var second = shared.acquire("cluster");

    first.close();
    first.close();

    assertThat(open).containsExactly(second.get());
  }

  @Test
  void otherKey_hasItsOwn() throws Exception {
    var one = shared.acquire("one");
    var other = shared.acquire("other");

    assertThat(one.get()).isNotSameAs(other.get());
    one.close();
    assertThat(open).containsExactly(other.get());
  }

  @Test
  void leaseAfterTheLastClosed_opensAnew() throws Exception {
    shared.acquire("cluster").close();

    var later = shared.acquire("cluster");

    assertThat(opened).hasValue(2);
    assertThat(open).containsExactly(later.get());
  }

  @Test
  void failureToOpen_leavesNothingBehind() throws Exception {
    unreachable = true;
    assertThatThrownBy(() -> shared.acquire("cluster")).hasMessage("unreachable");
    assertThat(shared.openKeys()).isZero();

    unreachable = false;
    assertThat(shared.acquire("cluster").get()).isNotNull();
  }

  @Test
  void manyThreads_openOnceAndCloseAll() throws Exception {
    int threads = 8;
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> results = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        results.add(
            executor.submit(
                () -> {
                  start.await();
                  var lease = shared.acquire("cluster");
                  start.await();
                  assertThat(open).containsExactly(lease.get());
                  start.await();
                  lease.close();
                  return null;
                }));
      }
      for (Future<?> result : results) {
        result.get();
      }
    } finally {
      executor.shutdown();
    }

    assertThat(opened).hasValue(1);
    assertThat(open).isEmpty();
  }

  private Connection connect(String key) throws IOException {
    if (unreachable) {
      throw new IOException("unreachable");
    }
    opened.incrementAndGet();
    Connection connection = new Connection();
    open.add(connection);
    return connection;
  }

  private final class Connection implements AutoCloseable {
    @Override
    public void close() {
      open.remove(this);
    }
  }
}
