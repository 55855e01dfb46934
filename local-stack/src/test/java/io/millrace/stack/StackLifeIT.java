package io.millrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Birth and death of stacks, with Kafka as their only server. */
class StackLifeIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path parent;
  private Path folder;
  private final List<Process> owners = new ArrayList<>();

  @BeforeEach
  void chooseFolder() {
    folder = parent.resolve("a stack");
  }

  @AfterEach
  void endWhatIsLeft() throws Exception {
    for (Process owner : owners) {
      owner.destroyForcibly().waitFor();
    }
    new StateFile(folder)
        .processes()
        .values()
        .forEach(process -> ServerProcess.end(process, Duration.ZERO));
  }

  private StackBuilder kafka() {
    return LocalStack.builder().kafka().shortLived().folder(folder).ports(Ports.FREE);
  }

  private Process startOwner(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                JavaProgram.java().toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dmillrace.home=" + System.getProperty("millrace.home"),
                StackOwner.class.getName()));
    command.addAll(List.of(arguments));
    Process owner =
        new ProcessBuilder(command)
            .redirectError(new File("/dev/null"))
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .start();
    owners.add(owner);
    return owner;
  }

  private static Path folderSaidBy(Process owner) throws IOException {
    BufferedReader reader = owner.inputReader();
    return Path.of(Objects.requireNonNull(reader.readLine(), "the owner failed"));
  }

  private static ProcessIdentity kafkaOf(Path folder) {
    return new StateFile(folder).process("kafka").orElseThrow();
  }

  private static void await(Readiness.Probe probe) throws InterruptedException {
    Readiness.await(probe, PATIENCE, () -> {}, StackException::new);
  }

  @Test
  void takenPort_isReportedAndNothingStarts() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> kafka().port(Port.KAFKA, taken.getLocalPort()).start())
          .isInstanceOf(StackException.class)
          .hasMessageContaining("port %d for kafka is taken".formatted(taken.getLocalPort()))
          .hasMessageContaining("--kafka-port");
      assertThat(new StateFile(folder).processes()).isEmpty();
    }
  }

  @Test
  void serverThatDies_isReportedWithItsLastLinesAndItsLog() {
    assertThatThrownBy(() -> kafka().kafkaOption("metric.reporters", "no.such.Reporter").start())
        .isInstanceOf(StackException.class)
        .hasMessageContaining("kafka died while starting")
        .hasMessageContaining("no.such.Reporter")
        .hasMessageContaining(folder.resolve("logs/kafka.log").toString());
    assertThat(kafkaOf(folder).isAlive()).isFalse();
  }

  @Test
  void optionThatKafkaRefuses_isReportedInItsWords() {
    assertThatThrownBy(() -> kafka().kafkaOption("process.roles", "dancer").start())
        .isInstanceOf(StackException.class)
        .hasMessageContaining("kafka cannot make its storage")
        .hasMessageContaining("dancer");
  }

  @Test
  void serverThatIsNotReadyInTime_isEndedAndReported() {
    assertThatThrownBy(() -> kafka().readyTimeout(Duration.ofMillis(1)).start())
        .isInstanceOf(StackException.class)
        .hasMessageContaining("kafka is not ready after 0 s")
        .hasMessageContaining("Connection refused");
    assertThat(kafkaOf(folder).isAlive()).isFalse();
  }

  @Test
  void stackOfAnOwnerThatEnded_livesOnUntilItIsStopped() throws Exception {
    Process owner = startOwner(folder.toString());
    folderSaidBy(owner);
    owner.getOutputStream().close();
    assertThat(owner.waitFor(1, TimeUnit.MINUTES)).isTrue();

    LocalStack attached = LocalStack.attach(folder);
    assertThat(attached.isReady()).isTrue();
    long pid = attached.server(Service.KAFKA).pid().orElseThrow();

    LocalStack again = kafka().start();
    assertThat(again.server(Service.KAFKA).pid()).hasValue(pid);
    assertThat(again.kafkaBootstrap()).isEqualTo(attached.kafkaBootstrap());

    assertThatThrownBy(() -> kafka().kafkaOption("num.partitions", "2").start())
        .isInstanceOf(StackException.class)
        .hasMessageContaining("runs with other options")
        .hasMessageContaining("./millrace down");

    attached.stop();
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(attached.isReady()).isFalse();
    assertThat(folder.resolve("kafka/meta.properties")).exists();

    attached.purge();
    assertThat(folder).doesNotExist();
  }

  @Test
  void stackOfAKilledTest_isSweptByTheNextOne() throws Exception {
    Process owner = startOwner();
    Path orphan = folderSaidBy(owner);
    ProcessIdentity kafka = kafkaOf(orphan);
    owner.destroyForcibly().waitFor();
    assertThat(kafka.isAlive()).isTrue();

    Path own;
    try (LocalStack stack = LocalStack.builder().kafka().temporary().shortLived().start()) {
      assertThat(kafka.isAlive()).isFalse();
      assertThat(orphan).doesNotExist();
      assertThat(stack.isReady()).isTrue();
      own = stack.folder();
    }
    assertThat(own).doesNotExist();
  }

  @Test
  void startThatWasKilled_isEndedByTheNextOne() throws Exception {
    Process owner = startOwner(folder.toString());
    await(() -> kafkaOf(folder));
    owner.destroyForcibly().waitFor();
    ProcessIdentity kafka = kafkaOf(folder);

    LocalStack stack = kafka().start();

    assertThat(kafka.isAlive()).isFalse();
    assertThat(stack.isReady()).isTrue();
    stack.purge();
  }

  @Test
  void startThatWasInterrupted_endsWhatItStarted() throws Exception {
    Process owner = startOwner(folder.toString());
    await(() -> kafkaOf(folder));
    // TERM runs the same hooks as Ctrl-C, and what runs in the background may be deaf to INT.
    new ProcessBuilder("sh", "-c", "kill -TERM " + owner.pid()).start().waitFor();

    assertThat(owner.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(kafkaOf(folder).isAlive()).isFalse();
  }

  @Test
  void deadServer_isStartedAgainByTheNextStart() {
    LocalStack stack = kafka().start();
    stack.server(Service.KAFKA).kill();
    assertThat(stack.isReady()).isFalse();

    LocalStack again = kafka().start();

    assertThat(again.isReady()).isTrue();
    assertThat(again.kafkaBootstrap()).isEqualTo(stack.kafkaBootstrap());
    again.purge();
    assertThat(Files.exists(folder)).isFalse();
  }
}
