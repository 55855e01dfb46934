package io.millrace.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says what a stack consists of and where it lives, then starts it. */
public final class StackBuilder {

  /** System property that names the repository's root. */
  public static final String HOME_PROPERTY = "millrace.home";

  private static final int DEFAULT_SLOTS = 10;
  static final int DEFAULT_CASSANDRA_HEAP_MEGABYTES = 1_024;

  /** A server needs seconds; a busy machine that starts several stacks at once needs minutes. */
  static final Duration DEFAULT_READY_TIMEOUT = Duration.ofMinutes(5);

  private @Nullable Path home;
  private @Nullable Path folder;
  private @Nullable Path userJar;
  private boolean temporary;
  private boolean shortLived;
  private boolean kafka;
  private boolean cassandra;
  private boolean flink;
  private boolean highAvailability;
  private boolean sqlGateway;
  private int taskManagers = 1;
  private int slots = DEFAULT_SLOTS;
  private int cassandraHeapMegabytes = DEFAULT_CASSANDRA_HEAP_MEGABYTES;
  private Ports ports = Ports.FIXED;
  private Duration readyTimeout = DEFAULT_READY_TIMEOUT;
  private Consumer<String> progress = line -> {};
  private final Map<Port, Integer> portNumbers = new EnumMap<>(Port.class);
  private final Map<String, String> kafkaOptions = new TreeMap<>();
  private final Map<String, String> cassandraOptions = new TreeMap<>();
  private final Map<String, String> flinkOptions = new TreeMap<>();

  StackBuilder() {}

  /** The repository's root, where the build left the servers' class paths. */
  public StackBuilder home(Path home) {
    this.home = home;
    return this;
  }

  /** Where the stack keeps everything; {@code .millrace/stack} in the root unless given. */
  public StackBuilder folder(Path folder) {
    this.folder = folder;
    return this;
  }

  /** Free ports, and a folder that is deleted when the stack closes or its owner is gone. */
  public StackBuilder temporary() {
    temporary = true;
    ports = Ports.FREE;
    return this;
  }

  /** For minutes: the servers compile their code sooner and worse, so they start with less work. */
  public StackBuilder shortLived() {
    shortLived = true;
    return this;
  }

  public StackBuilder kafka() {
    kafka = true;
    return this;
  }

  public StackBuilder cassandra() {
    cassandra = true;
    return this;
  }

  public StackBuilder flink() {
    flink = true;
    return this;
  }

  public StackBuilder taskManagers(int number) {
    taskManagers = requirePositive("taskManagers", number);
    return this;
  }

  /** Of each TaskManager. */
  public StackBuilder slots(int number) {
    slots = requirePositive("slots", number);
    return this;
  }

  /** Adds ZooKeeper, so that jobs return by themselves when the JobManager died. */
  public StackBuilder highAvailability() {
    highAvailability = true;
    return this;
  }

  public StackBuilder sqlGateway() {
    sqlGateway = true;
    return this;
  }

  /** Connectors and functions for the SQL gateway and client, if the file exists at the start. */
  public StackBuilder userJar(Path jar) {
    userJar = jar;
    return this;
  }

  public StackBuilder ports(Ports policy) {
    ports = policy;
    return this;
  }

  public StackBuilder port(Port port, int number) {
    portNumbers.put(port, number);
    return this;
  }

  /** A line of server.properties. */
  public StackBuilder kafkaOption(String key, String value) {
    kafkaOptions.put(key, value);
    return this;
  }

  /** A line of cassandra.yaml. */
  public StackBuilder cassandraOption(String key, String value) {
    cassandraOptions.put(key, value);
    return this;
  }

  /** 1,024 unless given; a server that is measured needs more. */
  public StackBuilder cassandraHeapMegabytes(int megabytes) {
    cassandraHeapMegabytes = requirePositive("Cassandra's heap", megabytes);
    return this;
  }

  /**
   * Cassandra asks for a user and password; the first user and its password are {@code cassandra}.
   */
  public StackBuilder cassandraPasswords() {
    return cassandraOption("authenticator", CassandraServer.PASSWORD_AUTHENTICATOR);
  }

  /** A line of Flink's config.yaml. */
  public StackBuilder flinkOption(String key, String value) {
    flinkOptions.put(key, value);
    return this;
  }

  /** How long one server may take until it is ready. */
  public StackBuilder readyTimeout(Duration timeout) {
    readyTimeout = timeout;
    return this;
  }

  /** Gets a line whenever a server starts or is ready. */
  public StackBuilder progress(Consumer<String> listener) {
    progress = listener;
    return this;
  }

  /**
   * Starts what does not run yet and returns when all of it does its work.
   *
   * @throws StackException if that fails; nothing that this call started runs then
   */
  public LocalStack start() {
    JavaProgram.java();
    Path root = requireHome();
    StackSettings settings = settings();
    if (!temporary) {
      Path place = folder == null ? LocalStack.defaultFolder(root) : folder.toAbsolutePath();
      return new StackStart(root, settings, readyTimeout, progress)
          .start(place, ports, portNumbers, false);
    }
    if (folder != null) {
      throw new StackException("a temporary stack chooses its folder; give no folder to it");
    }
    TemporaryFolders folders = new TemporaryFolders(root);
    folders.sweep();
    StackStart start = new StackStart(root, settings, readyTimeout, progress);
    Path first = folders.create();
    try {
      return start.start(first, ports, portNumbers, true);
    } catch (StackException e) {
      if (ports == Ports.FREE && StackStart.lostAPort(first)) {
        progress.accept("a port was taken by another program meanwhile; starting again");
        return start.start(folders.create(), ports, portNumbers, true);
      }
      throw e;
    }
  }

  private Path requireHome() {
    Path root = home;
    if (root == null) {
      String property = System.getProperty(HOME_PROPERTY);
      if (property == null) {
        throw new StackException(
            "the repository's root is unknown; set the system property %s to it"
                .formatted(HOME_PROPERTY));
      }
      root = Path.of(property);
    }
    root = root.toAbsolutePath().normalize();
    if (!Files.isDirectory(root.resolve("local-stack"))) {
      throw new StackException(
          "%s is not Millrace's repository; set the system property %s to its root"
              .formatted(root, HOME_PROPERTY));
    }
    return root;
  }

  StackSettings settings() {
    boolean withFlink = flink || highAvailability || sqlGateway;
    if (!kafka && !cassandra && !withFlink) {
      throw new StackException("a stack of nothing; ask for kafka, cassandra or flink");
    }
    return new StackSettings(
        kafka,
        cassandra,
        withFlink,
        taskManagers,
        slots,
        highAvailability,
        sqlGateway,
        shortLived,
        cassandraHeapMegabytes,
        Optional.ofNullable(userJar).map(Path::toAbsolutePath),
        kafkaOptions,
        cassandraOptions,
        flinkOptions);
  }

  private static int requirePositive(String name, int number) {
    if (number < 1) {
      throw new StackException("%s is %d; give 1 or more".formatted(name, number));
    }
    return number;
  }
}
