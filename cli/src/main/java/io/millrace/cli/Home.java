package io.millrace.cli;

import io.millrace.stack.LocalStack;
import io.millrace.stack.Ports;
import io.millrace.stack.StackBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the command finds the repository and keeps its stack.
 *
 * @param ports fixed ones for people; tests choose free ones
 */
public record Home(Path root, Path stackFolder, Ports ports) {

  /** From the launcher's system property and two variables that tests set. */
  static Home ofProcess() {
    String property = System.getProperty(StackBuilder.HOME_PROPERTY);
    if (property == null) {
      throw new CommandFailure("the repository's root is unknown; start this with ./millrace");
    }
    Path root = Path.of(property).toAbsolutePath().normalize();
    String folder = System.getenv("MILLRACE_STACK");
    return new Home(
        root,
        folder == null ? LocalStack.defaultFolder(root) : Path.of(folder).toAbsolutePath(),
        ports(System.getenv("MILLRACE_PORTS")));
  }

  private static Ports ports(@Nullable String policy) {
    if (policy == null || policy.equals("fixed")) {
      return Ports.FIXED;
    }
    if (policy.equals("free")) {
      return Ports.FREE;
    }
    throw new CommandFailure("MILLRACE_PORTS is '" + policy + "'; write fixed or free");
  }

  /** The jar of all jobs, with everything in it that a cluster lacks. */
  public Path jobsJar() {
    Path jar = root.resolve(Path.of("jobs", "target", "millrace-jobs-all.jar"));
    if (!Files.isRegularFile(jar)) {
      throw new CommandFailure(
          jar + " is missing; build it with mvn -q -DskipTests package in " + root);
    }
    return jar;
  }

  public StackBuilder newStack() {
    return LocalStack.builder()
        .home(root)
        .folder(stackFolder)
        .ports(ports)
        .kafka()
        .cassandra()
        .flink()
        .sqlGateway()
        .userJar(jobsJar());
  }

  /** The stack that was started here; fails unless all of it runs. */
  public LocalStack runningStack() {
    if (!Files.isDirectory(stackFolder)) {
      throw new CommandFailure("no stack runs; start one with ./millrace up");
    }
    LocalStack stack = LocalStack.attach(stackFolder);
    if (!stack.isReady()) {
      throw new CommandFailure(
          "the stack does not run, or not all of it; ./millrace status shows what is missing, and"
              + " ./millrace up starts it");
    }
    return stack;
  }

  /**
   * What the references of a configuration find, for verbs that only need the servers that it
   * names: with the stack of this folder if one runs, else this process's environment alone.
   */
  Map<String, String> environment() {
    if (Files.isDirectory(stackFolder)) {
      LocalStack stack = LocalStack.attach(stackFolder);
      if (stack.isReady()) {
        return environment(stack);
      }
    }
    return System.getenv();
  }

  /** Where the archive of a stack is unless a configuration says otherwise. */
  public static Path archive(LocalStack stack) {
    return stack.folder().resolve("archive");
  }

  /**
   * What the {@code ${env:…}} references of a configuration find: this process's environment, and
   * the stack's addresses where it does not name others.
   */
  public static Map<String, String> environment(LocalStack stack) {
    Map<String, String> environment = new HashMap<>();
    environment.put("MILLRACE_KAFKA", stack.kafkaBootstrap());
    environment.put("MILLRACE_CASSANDRA", stack.cassandraContactPoint());
    environment.put("MILLRACE_ARCHIVE", "file://" + archive(stack));
    environment.putAll(System.getenv());
    return environment;
  }
}
