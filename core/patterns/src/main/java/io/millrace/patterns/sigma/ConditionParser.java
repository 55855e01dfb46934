package io.millrace.patterns.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code selection and not 1 of filter_*}: {@code or} binds least, then {@code and}, {@code
 * not}, {@code … of …}.
 */
final class ConditionParser {

  private static final int LONGEST = 10_000;
  private static final int DEEPEST = 50;
  private static final Pattern WORD = Pattern.compile("\\s*([()|]|[^\\s()|]+)");

  private final String at;
  private final String named;
  private final Map<String, Logic> detections;
  private final List<String> words = new ArrayList<>();
  private int next;
  private int depth;

  private ConditionParser(
      String at, String named, String condition, Map<String, Logic> detections) {
    this.at = at;
    this.named = named;
    this.detections = detections;
    Matcher word = WORD.matcher(condition);
    while (word.find()) {
      words.add(word.group(1));
    }
  }

  /**
   * Reads one condition.
   *
   * @param at where it stands, for messages
   * @param named what an identifier is there
   * @param detections by their identifiers, in the order written
   */
  static Logic parse(String at, String named, String condition, Map<String, Logic> detections) {
    if (condition.length() > LONGEST) {
      throw Refused.wrong(at, "has more than %d characters", LONGEST);
    }
    ConditionParser parser = new ConditionParser(at, named, condition, detections);
    if (parser.words.isEmpty()) {
      throw Refused.wrong(at, "is empty; write an identifier, such as 'selection'");
    }
    if (parser.words.contains("|")) {
      throw Refused.unsupported(
          at, "an aggregation behind | is of Sigma 1; write a correlation instead");
    }
    Logic logic = parser.or();
    if (parser.next < parser.words.size()) {
      throw Refused.wrong(
          at, "'%s' comes where 'and', 'or' or the end is due", parser.words.get(parser.next));
    }
    return logic;
  }

  private Logic or() {
    if (++depth > DEEPEST) {
      throw Refused.wrong(at, "is nested more than %d deep", DEEPEST);
    }
    List<Logic> operands = new ArrayList<>();
    do {
      operands.add(and());
    } while (take("or"));
    depth--;
    return Logic.any(operands);
  }

  private Logic and() {
    List<Logic> operands = new ArrayList<>();
    do {
      operands.add(not());
    } while (take("and"));
    return Logic.all(operands);
  }

  private Logic not() {
    boolean negated = false;
    while (take("not")) {
      negated = !negated;
    }
    Logic operand = operand();
    return negated ? new Logic.Not(operand) : operand;
  }

  private Logic operand() {
    String word = next("an identifier");
    if (word.equals("(")) {
      Logic inner = or();
      String end = next("')'");
      if (!end.equals(")")) {
        throw Refused.wrong(at, "'%s' comes where ')' is due", end);
      }
      return inner;
    }
    if (next < words.size() && words.get(next).equalsIgnoreCase("of")) {
      next++;
      return of(word);
    }
    Logic detection = detections.get(word);
    if (detection == null) {
      throw Refused.wrong(at, "'%s' is no %s; it has %s", word, named, identifiers());
    }
    return detection;
  }

  private Logic of(String quantifier) {
    String pattern = next("'them' or a pattern of identifiers");
    List<Logic> meant = new ArrayList<>();
    boolean hidden = pattern.startsWith("_");
    Pattern regex = pattern.equalsIgnoreCase("them") ? Pattern.compile(".*") : wildcard(pattern);
    detections.forEach(
        (identifier, detection) -> {
          if (regex.matcher(identifier).matches() && (hidden || !identifier.startsWith("_"))) {
            meant.add(detection);
          }
        });
    if (meant.isEmpty()) {
      throw Refused.wrong(at, "'%s' is none of the identifiers %s", pattern, identifiers());
    }
    return switch (quantifier.toLowerCase(Locale.ROOT)) {
      case "1", "any" -> Logic.any(meant);
      case "all" -> Logic.all(meant);
      default ->
          throw Refused.unsupported(
              at, "'%s of' is not read; write '1 of' or 'all of'", quantifier);
    };
  }

  private static Pattern wildcard(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (String part : pattern.split("\\*", -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.compile(regex.toString());
  }

  private String identifiers() {
    return String.join(", ", detections.keySet());
  }

  private boolean take(String word) {
    if (next < words.size() && words.get(next).equalsIgnoreCase(word)) {
      next++;
      return true;
    }
    return false;
  }

  private String next(String due) {
    if (next == words.size()) {
      throw Refused.wrong(at, "ends where %s is due", due);
    }
    return words.get(next++);
  }
}
