package io.millrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackPlanTest {

  @TempDir private Path home;

  private StackPlan plan() {
    return new StackPlan(
        home,
        home.resolve("stack"),
        LocalStack.builder().kafka().settings(),
        Map.of(Port.KAFKA, 21_000, Port.KAFKA_CONTROLLER, 21_001));
  }

  private Path writeClassPath(String text) throws Exception {
    Path target = Files.createDirectories(home.resolve("local-stack/servers/kafka/target"));
    return Files.writeString(target.resolve("class-path"), text);
  }

  @Test
  void missingClassPath_tellsWhatBuildsIt() {
    assertThatThrownBy(() -> plan().classPath("kafka"))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("local-stack/servers/kafka/target/class-path is missing")
        .hasMessageContaining("run `mvn -q generate-resources -pl local-stack/servers/kafka`");
  }

  @Test
  void missingJar_isNamed() throws Exception {
    Path there = Files.createFile(home.resolve("there.jar"));
    Path gone = home.resolve("gone.jar");
    writeClassPath(there + ":" + gone + "\n");
    assertThatThrownBy(() -> plan().classPath("kafka"))
        .isInstanceOf(StackException.class)
        .hasMessageContaining(gone + ", which ")
        .hasMessageContaining("run `mvn");
  }

  @Test
  void wholeClassPath_isReturned() throws Exception {
    Path there = Files.createFile(home.resolve("there.jar"));
    writeClassPath(there + "\n");
    assertThat(plan().classPath("kafka")).isEqualTo(there.toString());
  }

  @Test
  void plan_survivesTheStateFile() {
    Map<String, String> entries = new TreeMap<>();
    plan().settings().writeTo(entries);
    plan().writeTo(entries);
    assertThat(StackPlan.readFrom(home.resolve("stack"), entries)).isEqualTo(plan());
  }

  @Test
  void serviceThatIsNotThere_isNamed() {
    assertThatThrownBy(() -> plan().port(Port.CASSANDRA))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("no cassandra");
  }

  @Test
  void fullDisk_isRefusedWithFolderAndMegabytes() {
    Path folder = plan().folder();
    assertThatThrownBy(() -> StackStart.requireSpace(folder, StackStart.NEEDED_BYTES - 1))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("the disk of " + folder + " has 2047 MB left")
        .hasMessageContaining("needs 2048 MB");
    assertThatCode(() -> StackStart.requireSpace(folder, StackStart.NEEDED_BYTES))
        .doesNotThrowAnyException();
  }

  @Test
  void folderThatIsNoRepository_isRefused() {
    assertThatThrownBy(() -> LocalStack.builder().home(home).kafka().start())
        .isInstanceOf(StackException.class)
        .hasMessageContaining(home + " is not Millrace's repository");
  }

  @Test
  void folderWithoutStack_cannotBeAttached() {
    assertThatThrownBy(() -> LocalStack.attach(home))
        .isInstanceOf(StackException.class)
        .hasMessage("no stack was started in %s; start one with `./millrace up`", home);
  }

  @Test
  void lockedFolder_isRefused() {
    FolderLock.holding(
        home,
        () -> {
          assertThatThrownBy(() -> FolderLock.holding(home, () -> "inner"))
              .isInstanceOf(StackException.class)
              .hasMessageContaining("another process is starting or stopping the stack in " + home);
          return "outer";
        });
    assertThat(FolderLock.<String>holding(home, () -> "again")).isEqualTo("again");
  }
}
