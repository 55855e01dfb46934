package io.millrace.patterns.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts values in the place of {@code %name%}; a percent sign behind a backslash is plain. */
final class Placeholders {

  private static final Pattern PART =
      Pattern.compile("\\\\%|%([A-Za-z_][A-Za-z0-9_.-]*)%", Pattern.DOTALL);

  private Placeholders() {}

  /** The names in any text of a tree, also in those where they would be plain. */
  static void names(@Nullable Object tree, Set<String> names) {
    if (tree instanceof Map<?, ?> map) {
      map.values().forEach(value -> names(value, names));
    } else if (tree instanceof List<?> list) {
      list.forEach(value -> names(value, names));
    } else if (tree instanceof String text) {
      Matcher part = PART.matcher(text);
      while (part.find()) {
        if (part.group(1) != null) {
          names.add(part.group(1));
        }
      }
    }
  }

  /** The text with each combination of values. */
  static List<String> expand(
      String at, String written, Map<String, List<String>> values, int most) {
    List<String> texts = List.of("");
    Matcher part = PART.matcher(written);
    int from = 0;
    while (part.find()) {
      String before = written.substring(from, part.start());
      from = part.end();
      String name = part.group(1);
      List<String> replacements = name == null ? List.of("%") : values.get(name);
      if (replacements == null) {
        throw Refused.unsupported(
            at,
            "the placeholder %%%s%% has no values here; write them under"
                + " sigma.placeholders.%s of the configuration",
            name,
            name);
      }
      if ((long) texts.size() * replacements.size() > most) {
        throw Refused.wrong(at, "its placeholders make more than %d values", most);
      }
      List<String> longer = new ArrayList<>();
      for (String text : texts) {
        for (String replacement : replacements) {
          longer.add(text + before + replacement);
        }
      }
      texts = longer;
    }
    String rest = written.substring(from);
    return texts.stream().map(text -> text + rest).toList();
  }
}
