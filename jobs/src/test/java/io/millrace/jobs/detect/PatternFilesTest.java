package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatternFilesTest {

  private static final String SECOND = Logins.single(2, "failure");

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("single.yaml"), SECOND);
  }

  @Test
  void newFile_isWritten() {
    PatternFiles files = PatternFiles.compare(folder, Map.of("other", "left alone"));

    assertThat(files.unwritten()).containsOnlyKeys("single");
    assertThat(files.unwritten().get("single")).asString(UTF_8).isEqualTo(SECOND);
    assertThat(files.remarks()).isEmpty();
  }

  @Test
  void sameFile_isNotWrittenAgain() {
    assertThat(PatternFiles.compare(folder, Map.of("single", SECOND)).unwritten()).isEmpty();
  }

  @Test
  void higherVersion_isWritten() {
    assertThat(
            PatternFiles.compare(folder, Map.of("single", Logins.single(1, "failure"))).unwritten())
        .containsOnlyKeys("single");
  }

  @Test
  void changedFileOfTheSameVersion_isRefused() {
    assertThatThrownBy(
            () -> PatternFiles.compare(folder, Map.of("single", Logins.single(2, "success"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("raise version to 3");
  }

  @Test
  void lowerVersionThanRuns_isLeftAsideWithARemark() {
    PatternFiles files =
        PatternFiles.compare(folder, Map.of("single", Logins.single(5, "success")));

    assertThat(files.unwritten()).isEmpty();
    assertThat(files.remarks()).singleElement().asString().contains("version 5 is there already");
  }

  @Test
  void whatWasNoPattern_isReplaced() {
    assertThat(PatternFiles.compare(folder, Map.of("single", "no pattern")).unwritten())
        .containsOnlyKeys("single");
  }
}
