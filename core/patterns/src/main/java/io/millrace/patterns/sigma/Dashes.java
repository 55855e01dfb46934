package io.millrace.patterns.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes the flags of a command line with each character that begins one. */
final class Dashes {

  /** Hyphen, slash, en dash, em dash, horizontal bar. */
  private static final List<String> ALL = List.of("-", "/", "\u2013", "\u2014", "\u2015");

  /** Before a word and not within one, so that neither a date nor a path is changed. */
  private static final Pattern FLAG = Pattern.compile("(?<![\\w])[-/\u2013\u2014\u2015](?=\\w)");

  private static final int MOST_FLAGS = 4;

  private Dashes() {}

  static List<SigmaText> exchanged(String at, SigmaText text) {
    List<List<String>> variants = List.of(List.of());
    int flags = 0;
    for (String literal : text.literals()) {
      flags += (int) FLAG.matcher(literal).results().count();
      if (flags > MOST_FLAGS) {
        throw Refused.unsupported(
            at, "windash of more than %d flags in a text; write them as several", MOST_FLAGS);
      }
      List<List<String>> longer = new ArrayList<>();
      for (String one : exchanged(literal)) {
        for (List<String> before : variants) {
          List<String> all = new ArrayList<>(before);
          all.add(one);
          longer.add(all);
        }
      }
      variants = longer;
    }
    return variants.stream().map(all -> new SigmaText(all, text.wildcards())).toList();
  }

  private static List<String> exchanged(String literal) {
    List<String> variants = List.of("");
    Matcher flag = FLAG.matcher(literal);
    int from = 0;
    while (flag.find()) {
      String before = literal.substring(from, flag.start());
      from = flag.end();
      variants =
          variants.stream().flatMap(one -> ALL.stream().map(dash -> one + before + dash)).toList();
    }
    String rest = literal.substring(from);
    return variants.stream().map(one -> one + rest).toList();
  }
}
