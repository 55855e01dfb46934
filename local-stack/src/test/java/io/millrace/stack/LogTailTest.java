package io.millrace.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

  @TempDir private Path folder;

  private LogTail tail(String text) throws Exception {
    return LogTail.of(Files.writeString(folder.resolve("server.log"), text));
  }

  @Test
  void complaintBeforeALongGoodbye_isShownToo() throws Exception {
    String goodbye =
        IntStream.range(0, 40).mapToObj(i -> "INFO bye " + i).collect(Collectors.joining("\n"));
    LogTail tail =
        tail(
            "INFO hello\n2026-11-22 ERROR [main] it broke\njava.lang.IllegalStateException: so\n"
                + "\tat some.Code.run(Code.java:1)\nCaused by: java.io.IOException: because\n"
                + "\t... 12 more\n"
                + goodbye);

    assertThat(tail.complaints())
        .containsExactly(
            "2026-11-22 ERROR [main] it broke",
            "java.lang.IllegalStateException: so",
            "Caused by: java.io.IOException: because");
    assertThat(tail.lines()).hasSize(15).startsWith("INFO bye 25").endsWith("INFO bye 39");
  }

  @Test
  void stackFrames_makeRoomForLinesThatTell() throws Exception {
    String frames = "\tat some.Code.run(Code.java:1)\n".repeat(50);
    assertThat(tail("INFO the one line\n" + frames).lines()).containsExactly("INFO the one line");
  }

  @Test
  void longLine_isCut() throws Exception {
    assertThat(tail("x".repeat(5_000)).lines()).containsExactly("x".repeat(300) + "…");
  }

  @Test
  void missingLog_isSaid() {
    assertThat(LogTail.of(folder.resolve("none.log")).toString()).contains("none.log", "(no log");
  }
}
