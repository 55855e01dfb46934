package io.millrace.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Temporary stacks that all tests of one JVM share, started when first asked for and ended with the
 * JVM. Who hurts a server of it should heal it, or start a stack of its own.
 */
public final class SharedStack {

  private static final List<Running> RUNNING = new ArrayList<>();

  private SharedStack() {}

  private record Running(Set<Service> services, LocalStack stack) {}

  public static LocalStack kafka() {
    return with(LocalStack.builder().kafka());
  }

  public static LocalStack cassandra() {
    return with(LocalStack.builder().cassandra());
  }

  public static LocalStack kafkaAndCassandra() {
    return with(LocalStack.builder().kafka().cassandra());
  }

  /** Kafka, Cassandra and Flink with its SQL gateway. */
  public static LocalStack everything() {
    return with(LocalStack.builder().kafka().cassandra().flink().sqlGateway());
  }

  private static synchronized LocalStack with(StackBuilder builder) {
    Set<Service> wanted = builder.settings().services();
    for (Running running : RUNNING) {
      if (running.services().containsAll(wanted)) {
        return running.stack();
      }
    }
    LocalStack stack = builder.temporary().shortLived().start();
    RUNNING.add(new Running(wanted, stack));
    return stack;
  }
}
