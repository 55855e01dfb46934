package io.millrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {

  @TempDir private Path home;
  private Process process;

  @BeforeEach
  void startProcess() throws Exception {
    // `cat` waits for its input, for ever.
    process = new ProcessBuilder("cat").start();
  }

  @AfterEach
  void endProcess() throws Exception {
    process.destroyForcibly().waitFor();
  }

  @Test
  void runningProcess_isFound() {
    assertThat(ProcessIdentity.of(process.toHandle()).find()).contains(process.toHandle());
  }

  @Test
  void endedProcess_isNotFound() throws Exception {
    ProcessIdentity identity = ProcessIdentity.of(process.toHandle());
    process.destroyForcibly().waitFor();
    assertThat(identity.find()).isEmpty();
  }

  @Test
  void samePidOfAnotherStart_isNotFoundAndNotEnded() {
    ProcessIdentity now = ProcessIdentity.of(process.toHandle());
    ProcessIdentity earlier = new ProcessIdentity(now.pid(), now.started().minusSeconds(60));

    assertThat(earlier.find()).isEmpty();
    ServerProcess.end(earlier, Duration.ZERO);
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void processThatEndedMeanwhile_isResumedByNobodyAndTakesNoOtherSignal() throws Exception {
    ProcessIdentity identity = ProcessIdentity.of(process.toHandle());
    process.destroyForcibly().waitFor();

    assertThatCode(identity::resume).doesNotThrowAnyException();
    assertThatThrownBy(() -> identity.signal("STOP"))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("does not run");
  }

  @Test
  void frozenProcess_endsInGoodOrder() throws Exception {
    ProcessIdentity identity = ProcessIdentity.of(process.toHandle());
    identity.signal("STOP");
    ServerProcess.end(identity, Duration.ofSeconds(30));
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    // 143 is what the JDK reports for an end by SIGTERM; by SIGKILL it would be 137.
    assertThat(process.exitValue()).isEqualTo(143);
  }

  @Test
  void signalToAnEndedProcess_isRefused() throws Exception {
    ProcessIdentity identity = ProcessIdentity.of(process.toHandle());
    process.destroyForcibly().waitFor();
    assertThatThrownBy(() -> identity.signal("STOP"))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("does not run");
  }

  @Test
  void sweep_endsAndDeletesWhatADeadOwnerLeft() throws Exception {
    ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current());
    Path stacks = home.resolve("local-stack/target/stacks");
    Path orphan =
        stacks.resolve("%d-%d-1".formatted(self.pid(), self.started().toEpochMilli() - 60_000));
    Path file = Files.createDirectories(orphan.resolve("kafka/topic")).resolve("log");
    Files.writeString(file, "data");
    new StateFile(orphan).putLaunch("kafka", 1, ProcessIdentity.of(process.toHandle()));

    new TemporaryFolders(home).sweep();

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(orphan).doesNotExist();
  }

  @Test
  void sweep_sparesALivingOwner() {
    TemporaryFolders folders = new TemporaryFolders(home);
    Path own = folders.create();
    new StateFile(own).putLaunch("kafka", 1, ProcessIdentity.of(process.toHandle()));

    folders.sweep();

    assertThat(process.isAlive()).isTrue();
    assertThat(own).isDirectory();
  }
}
