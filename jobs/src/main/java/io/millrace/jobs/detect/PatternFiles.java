package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.config.ConfigException;
import io.millrace.patterns.definition.PatternCatalog;
import io.millrace.patterns.definition.PatternDefinition;
import io.millrace.patterns.model.Pattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What of a directory of patterns has yet to be written to their topic.
 *
 * @param unwritten definitions by id
 * @param remarks for whoever submits the job
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
record PatternFiles(Map<String, byte[]> unwritten, List<String> remarks) {

  /**
   * Compares the files with the topic. Throws {@link ConfigException} where a file is no pattern or
   * was changed and kept its version.
   *
   * @param written what the topic holds
   */
  static PatternFiles compare(Path directory, Map<String, String> written) {
    Map<String, byte[]> unwritten = new LinkedHashMap<>();
    List<String> remarks = new ArrayList<>();
    for (PatternDefinition file : PatternCatalog.load(directory).definitions()) {
      String id = file.pattern().id();
      String text = text(file.file());
      String before = written.get(id);
      if (text.equals(before)) {
        continue;
      }
      int version = file.pattern().version();
      int versionBefore = before == null ? 0 : versionOf(id, before);
      if (version == versionBefore) {
        throw new ConfigException(
            file.file()
                + ": version "
                + version
                + " of pattern '"
                + id
                + "' runs with other contents; raise version to "
                + (version + 1));
      }
      if (version < versionBefore) {
        remarks.add(
            file.file()
                + " has version "
                + version
                + " of pattern '"
                + id
                + "' and version "
                + versionBefore
                + " is there already; the file is left aside");
      } else {
        unwritten.put(id, text.getBytes(UTF_8));
      }
    }
    return new PatternFiles(unwritten, remarks);
  }

  /** 0 of what is no pattern: anything may take its place. */
  private static int versionOf(String id, String definition) {
    try {
      Pattern pattern = PatternVersion.compile(id, definition);
      return pattern.version();
    } catch (ConfigException e) {
      return 0;
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
