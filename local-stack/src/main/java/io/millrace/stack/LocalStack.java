package io.millrace.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka, a Cassandra and a Flink cluster of real servers on this machine, as many of them as were
 * asked for.
 *
 * <p>They outlive the process that started them, unless the stack is temporary.
 */
public final class LocalStack implements AutoCloseable {

  /** How long a server may take to end in good order. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What uses the others, so it ends before them. */
  private static final Set<Service> FLINK =
      EnumSet.of(Service.SQL_GATEWAY, Service.TASKMANAGER, Service.JOBMANAGER);

  private final StackPlan plan;
  private final StateFile state;
  private final boolean temporary;
  private final List<ServerProcess> servers;
  private @Nullable Thread onExit;

  LocalStack(StackPlan plan, boolean temporary, Duration readyTimeout) {
    this.plan = plan;
    this.temporary = temporary;
    state = new StateFile(plan.folder());
    servers =
        serverPlans(plan).stream()
            .map(server -> new ServerProcess(plan, state, server, readyTimeout))
            .toList();
  }

  private static List<ServerPlan> serverPlans(StackPlan plan) {
    StackSettings settings = plan.settings();
    List<ServerPlan> plans = new ArrayList<>();
    for (Service service : settings.services()) {
      switch (service) {
        case KAFKA -> plans.add(new KafkaServer(plan));
        case CASSANDRA -> plans.add(new CassandraServer(plan));
        case ZOOKEEPER -> plans.add(new FlinkServers.ZooKeeper(plan));
        case JOBMANAGER -> plans.add(new FlinkServers.JobManager(plan));
        case TASKMANAGER -> {
          for (int index = 0; index < settings.taskManagers(); index++) {
            plans.add(new FlinkServers.TaskManager(plan, index));
          }
        }
        case SQL_GATEWAY -> plans.add(new FlinkServers.SqlGateway(plan));
      }
    }
    return plans;
  }

  public static StackBuilder builder() {
    return new StackBuilder();
  }

  /** The stack that another process started in {@code folder}, whether it still runs or not. */
  public static LocalStack attach(Path folder) {
    Path place = folder.toAbsolutePath();
    StateFile state = new StateFile(place);
    if (!state.exists()) {
      throw new StackException(
          "no stack was started in %s; start one with `./millrace up`".formatted(place));
    }
    return new LocalStack(
        StackPlan.readFrom(place, state.read()), false, StackBuilder.DEFAULT_READY_TIMEOUT);
  }

  /** Where the stack of a repository lives unless another folder is chosen. */
  public static Path defaultFolder(Path home) {
    return home.toAbsolutePath().normalize().resolve(Path.of(".millrace", "stack"));
  }

  /** Where Kafka is, as {@code host:port}. */
  public String kafkaBootstrap() {
    return plan.address(Port.KAFKA);
  }

  /** Where Cassandra is, as {@code host:port}. */
  public String cassandraContactPoint() {
    return plan.address(Port.CASSANDRA);
  }

  public int cassandraPort() {
    return plan.port(Port.CASSANDRA);
  }

  public String cassandraDatacenter() {
    return CassandraServer.DATACENTER;
  }

  /** The JobManager's REST interface and web UI. */
  public String flinkRestUrl() {
    return "http://" + plan.address(Port.FLINK);
  }

  public String sqlGatewayUrl() {
    return "http://" + plan.address(Port.SQL_GATEWAY);
  }

  public Path folder() {
    return plan.folder();
  }

  /** Every server of the stack, running or not. */
  public List<ServerProcess> servers() {
    return servers;
  }

  /** The server of that kind; the first of several TaskManagers. */
  public ServerProcess server(Service service) {
    return server(service, 0);
  }

  public ServerProcess server(Service service, int index) {
    return servers.stream()
        .filter(server -> server.service() == service)
        .skip(index)
        .findFirst()
        .orElseThrow(
            () ->
                new StackException(
                    "this stack has no %s with the number %d; it has %s"
                        .formatted(
                            service.label(),
                            index,
                            servers.stream().map(ServerProcess::name).toList())));
  }

  /** Whether all of it runs and was seen to do its work. */
  public boolean isReady() {
    return state.isReady() && servers.stream().allMatch(ServerProcess::alive);
  }

  /** Runs Flink's command line client ({@code run}, {@code list} and so on) on this cluster. */
  public ProgramResult flinkClient(List<String> arguments) {
    return flinkClient(arguments, Map.of());
  }

  /** The same with environment variables beside this process's own, for the job's main method. */
  public ProgramResult flinkClient(List<String> arguments, Map<String, String> environment) {
    return new FlinkClients(plan).flink(arguments, environment);
  }

  /** Runs Flink's SQL client to its end, e.g. with {@code -f script.sql}. */
  public ProgramResult sqlClient(List<String> arguments) {
    return sqlClient(arguments, Map.of());
  }

  /** The same with environment variables beside this process's own. */
  public ProgramResult sqlClient(List<String> arguments, Map<String, String> environment) {
    return new FlinkClients(plan).sql(arguments, environment);
  }

  /** Runs Flink's SQL client on this process's terminal and returns its exit code. */
  public int sqlClientInteractive(List<String> arguments, Map<String, String> environment) {
    return new FlinkClients(plan).sqlInteractive(arguments, environment);
  }

  /** Ends every server of it; what they stored stays. */
  public void stop() {
    FolderLock.holding(
        folder(),
        () -> {
          endAll();
          state.forgetProcesses();
          return this;
        });
  }

  /** Ends every server and deletes the folder. */
  public void purge() {
    stop();
    TemporaryFolders.delete(folder());
  }

  /** Ends it; a temporary one leaves nothing behind. */
  @Override
  public synchronized void close() {
    if (!temporary) {
      stop();
    } else if (onExit != null) {
      StackStart.removeHook(onExit);
      onExit = null;
      purge();
    }
  }

  /** Makes the end of this process the end of a temporary stack. */
  synchronized void ownIfTemporary() {
    if (temporary) {
      onExit = new Thread(this::purge, "millrace-stack-purge");
      Runtime.getRuntime().addShutdownHook(onExit);
    }
  }

  private void endAll() {
    // Nobody will read what a temporary stack would flush.
    Duration patience = temporary ? Duration.ZERO : PATIENCE;
    end(patience, server -> FLINK.contains(server.service()));
    end(patience, server -> !FLINK.contains(server.service()));
  }

  private void end(Duration patience, Predicate<ServerProcess> which) {
    CompletableFuture.allOf(
            servers.stream()
                .filter(which)
                .map(server -> CompletableFuture.runAsync(() -> server.end(patience)))
                .toArray(CompletableFuture[]::new))
        .join();
  }
}
