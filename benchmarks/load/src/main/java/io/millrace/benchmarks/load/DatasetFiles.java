package io.millrace.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The dataset definitions of a benchmark, written for one collection. */
public final class DatasetFiles {

  private DatasetFiles() {}

  /**
   * Copies {@code benchmarks/src/main/datasets/<query>} with the collection's name in its place.
   *
   * @param root of the repository
   * @param folder is created
   */
  public static void write(Path root, String query, String collection, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    Path originals = root.resolve(Path.of("benchmarks", "src", "main", "datasets", query));
    try (Stream<Path> files = Files.list(originals)) {
      for (Path original : files.toList()) {
        Files.writeString(
            folder.resolve(original.getFileName()),
            Files.readString(original).replace("${collection}", collection));
      }
    }
  }
}
