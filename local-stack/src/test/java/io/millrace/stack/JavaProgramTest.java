package io.millrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaProgramTest {

  @TempDir private Path folder;

  @Test
  void oddArguments_reachTheProgramUnchanged() throws Exception {
    List<String> odd = List.of("a b", "", "\"q\"", "c:\\d\\", "#e", "ü", "'f'", "@g");
    ProgramResult result =
        new JavaProgram(
                ArgumentPrinter.class.getName(),
                System.getProperty("java.class.path"),
                List.of("-Dfile.encoding=UTF-8", "-Dsun.jnu.encoding=UTF-8"),
                odd,
                Map.of("COLOUR", "red green"))
            .run(folder.resolve("odd.args"));

    assertThat(result.exitCode()).isEqualTo(odd.size());
    assertThat(result.output().lines())
        .containsExactly(
            "<a b>", "<>", "<\"q\">", "<c:\\d\\>", "<#e>", "<ü>", "<'f'>", "<@g>", "red green");
  }

  @Test
  void homeWithoutJava_isRefused() {
    assertThatThrownBy(() -> JavaProgram.java(folder, 17))
        .isInstanceOf(StackException.class)
        .hasMessageContaining(folder.resolve("bin/java") + " is missing")
        .hasMessageContaining("install JDK 17 or newer and set JAVA_HOME");
  }

  @Test
  void olderJava_isRefused() throws Exception {
    Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
    Files.createFile(java);
    assertThat(java.toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(() -> JavaProgram.java(folder, 11))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("is Java 11, but the servers need JDK 17 or newer");
  }
}
