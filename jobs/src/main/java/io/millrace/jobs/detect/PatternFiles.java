package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.config.ConfigException;
import io.millrace.patterns.definition.PatternDefinition;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.sigma.SigmaDefinition;
import io.millrace.patterns.sigma.SigmaRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of a deployment's patterns, our own and Sigma's, has yet to be written to their topic.
 *
 * @param unwritten definitions by id
 * @param remarks for whoever submits the job
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
record PatternFiles(Map<String, byte[]> unwritten, List<String> remarks) {

  /**
   * Compares files with the topic. A rule of Sigma that is not taken keeps no other away, since it
   * is somebody else's.
   *
   * @param written what the topic holds
   * @throws ConfigException if a file of ours was changed and kept its version, or an id is there
   *     twice
   */
  static PatternFiles compare(
      List<PatternDefinition> own, SigmaRules sigma, Map<String, String> written) {
    PatternFiles files = new PatternFiles(new LinkedHashMap<>(), new ArrayList<>());
    Map<String, Path> places = new HashMap<>();
    for (PatternDefinition file : own) {
      places.put(file.pattern().id(), file.file());
      files.addOwn(file, written.get(file.pattern().id()));
    }
    for (SigmaDefinition rule : sigma.definitions()) {
      String id = rule.pattern().id();
      Path other = places.get(id);
      if (other != null) {
        throw new ConfigException(
            rule.file() + ": id: '" + id + "' is already the id in " + other + "; rename one");
      }
      files.addRule(rule, written.get(id));
    }
    sigma.refusals().forEach(refusal -> files.remarks.add(refusal + "; it is left aside"));
    return files;
  }

  private void addOwn(PatternDefinition file, @Nullable String before) {
    String id = file.pattern().id();
    String text = text(file.file());
    if (text.equals(before)) {
      return;
    }
    int version = file.pattern().version();
    Pattern known = known(id, before);
    int versionBefore = known == null ? 0 : known.version();
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

  private void addRule(SigmaDefinition rule, @Nullable String before) {
    String id = rule.pattern().id();
    Pattern known = known(id, before);
    (known == null ? Optional.of(rule) : rule.behind(known))
        .ifPresent(next -> unwritten.put(id, next.text().getBytes(UTF_8)));
  }

  /** Null of what is no pattern: anything may take its place. */
  private static @Nullable Pattern known(String id, @Nullable String definition) {
    try {
      return definition == null ? null : PatternVersion.compile(id, definition).pattern();
    } catch (ConfigException e) {
      return null;
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
