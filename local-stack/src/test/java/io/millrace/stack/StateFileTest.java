package io.millrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {

  private static final ProcessIdentity BROKER =
      new ProcessIdentity(4711, Instant.parse("2026-11-22T08:15:30.120Z"));
  private static final ProcessIdentity WORKER =
      new ProcessIdentity(4712, Instant.parse("2026-11-22T08:15:31Z"));

  @TempDir private Path folder;

  @Test
  void launchedProcesses_areReadByAnotherInstance() {
    new StateFile(folder).putLaunch("kafka", 1, BROKER);
    new StateFile(folder).putLaunch("taskmanager-0", 3, WORKER);

    StateFile other = new StateFile(folder);
    assertThat(other.processes()).isEqualTo(Map.of("kafka", BROKER, "taskmanager-0", WORKER));
    assertThat(other.process("kafka")).contains(BROKER);
    assertThat(other.launches("taskmanager-0")).isEqualTo(3);
  }

  @Test
  void newFolder_knowsNothing() {
    StateFile state = new StateFile(folder);
    assertThat(state.exists()).isFalse();
    assertThat(state.isReady()).isFalse();
    assertThat(state.launches("kafka")).isZero();
    assertThat(state.process("kafka")).isEqualTo(Optional.empty());
  }

  @Test
  void forgottenProcesses_leaveTheCountOfLaunches() {
    StateFile state = new StateFile(folder);
    state.putLaunch("kafka", 2, BROKER);
    state.setReady(true);

    state.forgetProcesses();

    assertThat(state.processes()).isEmpty();
    assertThat(state.isReady()).isFalse();
    assertThat(state.launches("kafka")).isEqualTo(2);
  }

  @Test
  void valuesOfAnyText_comeBackAsTheyWere() {
    StateFile state = new StateFile(folder);
    state.update(entries -> entries.put("settings.flinkOption.a b=c:d", "x = \"y\"\n#ü\\"));
    assertThat(state.read())
        .containsExactly(Map.entry("settings.flinkOption.a b=c:d", "x = \"y\"\n#ü\\"));
  }

  @Test
  void update_leavesNoOtherFile() throws Exception {
    new StateFile(folder).setReady(true);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("stack.properties"));
    }
  }

  @Test
  void damagedFile_isNamed() throws Exception {
    Files.writeString(folder.resolve("stack.properties"), "ready=\\uXYZW");
    assertThatThrownBy(() -> new StateFile(folder).isReady())
        .isInstanceOf(StackException.class)
        .hasMessageContaining("stack.properties cannot be read");
  }
}
