package io.millrace.patterns.definition;

import io.millrace.config.ConfigFile;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.sigma.SigmaDefinition;
import java.nio.file.Path;

/** What the topic of patterns holds of each: the text of a file of ours, or a rule of Sigma. */
public final class PatternText {

  private PatternText() {}

  /**
   * Reads one. References to variables and files are none here: who may write patterns may not read
   * secrets.
   *
   * @param id under which it is written
   * @throws io.millrace.config.ConfigException if it is no pattern
   */
  public static Pattern read(String id, String text) {
    String name = id.replaceAll("[^A-Za-z0-9._-]", "_");
    return SigmaDefinition.isText(text)
        ? SigmaDefinition.read(Path.of(name + ".json"), text)
        : PatternDefinition.of(ConfigFile.parseForeign(Path.of(name + ".yaml"), text)).pattern();
  }
}
