package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The definitions of {@code benchmarks/src/main/datasets}. */
final class DatasetFiles {

  private DatasetFiles() {}

  /** Those of a folder by the names of their files, with the collection's name in its place. */
  static Map<String, String> read(Path root, String query, String collection) throws IOException {
    Map<String, String> definitions = new TreeMap<>();
    Path folder = root.resolve(Path.of("benchmarks", "src", "main", "datasets", query));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        definitions.put(
            file.getFileName().toString(),
            Files.readString(file).replace("${collection}", collection));
      }
    }
    return definitions;
  }
}
