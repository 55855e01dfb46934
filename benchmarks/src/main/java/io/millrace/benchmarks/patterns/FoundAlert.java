package io.millrace.benchmarks.patterns;

/** An alert, in the same words whichever engine found it. */
public record FoundAlert(String pattern, String key, long firstMillis, long lastMillis) {

  String line() {
    return pattern + '\t' + key + '\t' + firstMillis + '\t' + lastMillis;
  }

  static FoundAlert parse(String line) {
    String[] words = line.split("\t", -1);
    return new FoundAlert(words[0], words[1], Long.parseLong(words[2]), Long.parseLong(words[3]));
  }
}
