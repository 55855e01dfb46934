package io.millrace.flink.connector.cassandra.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Resources opened by the first who asks for a key and closed by the last who lets go of it. */
final class SharedResources<K, R extends AutoCloseable, E extends Exception> {

  /** Opens the resource of a key. */
  interface Opener<K, R, E extends Exception> {
    R open(K key) throws E, InterruptedException;
  }

  private final Opener<K, R, E> opener;
  private final Map<K, Shared> byKey = new HashMap<>();

  SharedResources(Opener<K, R, E> opener) {
    this.opener = opener;
  }

  Lease acquire(K key) throws E, InterruptedException {
    Shared shared;
    synchronized (byKey) {
      shared = byKey.computeIfAbsent(key, Shared::new);
      shared.leases++;
    }
    Lease lease = new Lease(shared);
    boolean opened = false;
    try {
      shared.open();
      opened = true;
      return lease;
    } finally {
      if (!opened) {
        lease.close();
      }
    }
  }

  int openKeys() {
    synchronized (byKey) {
      return byKey.size();
    }
  }

  /** Closes what is left open of such keys, whoever still holds a share. */
  void closeAll(Predicate<K> keys) {
    List<Shared> left = new ArrayList<>();
    synchronized (byKey) {
      byKey
          .values()
          .removeIf(
              shared -> {
                boolean matches = keys.test(shared.key);
                if (matches) {
                  left.add(shared);
                }
                return matches;
              });
    }
    left.forEach(Shared::close);
  }

  private void release(Shared shared) {
    synchronized (byKey) {
      if (--shared.leases > 0) {
        return;
      }
      byKey.remove(shared.key, shared);
    }
    shared.close();
  }

  /** A right to use the resource until closed; closing twice is closing once. */
  final class Lease implements AutoCloseable {

    private @Nullable Shared shared;

    private Lease(Shared shared) {
      this.shared = shared;
    }

    R get() {
      return Objects.requireNonNull(
          Objects.requireNonNull(shared, "the lease is closed").resource, "never opened");
    }

    @Override
    public void close() {
      Shared released = shared;
      shared = null;
      if (released != null) {
        release(released);
      }
    }
  }

  /** Its own lock, so that a cluster that does not answer keeps nobody from another one. */
  private final class Shared {

    final K key;
    int leases;
    @Nullable R resource;

    Shared(K key) {
      this.key = key;
    }

    synchronized void open() throws E, InterruptedException {
      if (resource == null) {
        resource = opener.open(key);
      }
    }

    synchronized void close() {
      if (resource == null) {
        return;
      }
      try {
        resource.close();
      } catch (Exception e) {
        throw new IllegalStateException("cannot close the resource of " + key, e);
      } finally {
        resource = null;
      }
    }
  }
}
