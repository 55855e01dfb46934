package io.millrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlatConfigTest {

  @TempDir private Path folder;

  @Test
  void laterFileAndPut_winAndKeepTheirPlace() throws Exception {
    Path base = folder.resolve("base.yaml");
    Path overlay = folder.resolve("overlay.yaml");
    Files.writeString(base, "# why\na.b: 1 s\nurl: file:///x: y\n\nc: [1, 2]\n");
    Files.writeString(overlay, "c: 3\nd: 4\n");
    Path merged = folder.resolve("merged.yaml");

    new FlatConfig()
        .mergeYaml(base)
        .mergeYaml(overlay)
        .put("a.b", "2 s")
        .putAll(Map.of("e", "5"))
        .writeYaml(merged);

    assertThat(Files.readAllLines(merged).stream().filter(line -> !line.startsWith("#")))
        .containsExactly("a.b: 2 s", "url: file:///x: y", "c: 3", "d: 4", "e: 5");
  }

  @Test
  void properties_areWrittenWithEqualsSigns() throws Exception {
    Path file = folder.resolve("server.properties");
    new FlatConfig().put("node.id", 1).writeProperties(file);
    assertThat(Files.readAllLines(file)).contains("node.id=1");
  }

  @Test
  void nesting_isRefusedWithFileAndLine() throws Exception {
    Path nested = folder.resolve("nested.yaml");
    Files.writeString(nested, "a: 1\nb:\n  c: 2\n");
    assertThatThrownBy(() -> new FlatConfig().mergeYaml(nested))
        .isInstanceOf(StackException.class)
        .hasMessageContaining(nested + ":2: not of the form `some.key: value`");
  }
}
