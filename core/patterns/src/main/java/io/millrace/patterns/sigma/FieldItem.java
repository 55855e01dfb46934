package io.millrace.patterns.sigma;

import io.millrace.patterns.expression.ExpressionCompiler;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Expression.Comparison;
import io.millrace.patterns.model.Expression.TextTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One {@code Field|modifier|…: values} of a detection. */
final class FieldItem {

  /** After all that modifiers make of them. */
  private static final int MOST_VALUES = 10_000;

  private final String at;
  private final Expression field;
  private final boolean isKeyword;
  private final ItemModifiers modifiers;
  private final SigmaSettings settings;

  private FieldItem(String at, String field, ItemModifiers modifiers, SigmaSettings settings) {
    this.at = at;
    this.isKeyword = field.isEmpty();
    Expression whole =
        new Expression.Field(isKeyword ? Expression.Field.EVERY_VALUE : field, false);
    String timePart = modifiers.timePart();
    this.field = timePart == null ? whole : new Expression.Call(timePart, List.of(whole), false);
    this.modifiers = modifiers;
    this.settings = settings;
  }

  /**
   * Reads one item.
   *
   * @param key the field with its modifiers; no field: each text of the event
   */
  static Logic read(String at, String key, @Nullable Object value, SigmaSettings settings) {
    List<String> words = Arrays.asList(key.split("\\|", -1));
    String name = words.get(0);
    ItemModifiers modifiers = ItemModifiers.of(at, words.subList(1, words.size()));
    FieldItem item = new FieldItem(at, name, modifiers, settings);
    if (item.isKeyword && !modifiers.areOfKeywords()) {
      throw Refused.wrong(at, "only texts are looked for without a field");
    }
    List<?> values = value instanceof List<?> list ? list : Arrays.asList(value);
    if (values.isEmpty()) {
      throw Refused.wrong(at, "has no values");
    }
    Logic logic = item.logic(values);
    return modifiers.negated() ? new Logic.Not(logic) : logic;
  }

  private Logic logic(List<?> values) {
    if (!modifiers.all()) {
      return any(values);
    }
    List<Logic> each = new ArrayList<>();
    for (Object value : values) {
      each.add(any(Arrays.asList(value)));
    }
    return Logic.all(each);
  }

  /** One leaf for all values of a kind, as it is looked up faster. */
  private Logic any(List<?> values) {
    List<Logic> leaves = new ArrayList<>();
    Map<TextTest, List<String>> patterns = new LinkedHashMap<>();
    List<Object> equals = new ArrayList<>();
    for (Object value : values) {
      if (value instanceof List<?> || value instanceof Map<?, ?>) {
        throw Refused.wrong(at, "a value is a list or a mapping; write a text or a number");
      }
      switch (modifiers.kind()) {
        case TEXT -> addText(value, leaves, patterns, equals);
        case REGEX -> add(patterns, TextTest.REGEX_FIND, modifiers.regexFlags() + text(value));
        case CIDR ->
            expanded(text(value)).forEach(block -> add(patterns, TextTest.CIDR, withLength(block)));
        case COMPARE ->
            leaves.add(compare(modifiers.comparison(), new Expression.Constant(number(value))));
        case EXISTS -> leaves.add(exists(value));
        case FIELD -> leaves.add(fieldReference(text(value)));
      }
    }
    if (!equals.isEmpty()) {
      leaves.add(new Logic.Leaf(equality(equals)));
    }
    patterns.forEach((test, texts) -> leaves.add(new Logic.Leaf(matches(test, texts))));
    return Logic.any(leaves);
  }

  private void addText(
      @Nullable Object value,
      List<Logic> leaves,
      Map<TextTest, List<String>> patterns,
      List<Object> equals) {
    if (value == null || value instanceof Boolean) {
      if (!modifiers.arePlain()) {
        throw Refused.wrong(
            at, "the modifiers are of texts and the value is %s", SigmaDocument.described(value));
      }
      if (value == null) {
        leaves.add(compare(Comparison.EQUAL, Logic.NULL));
      } else {
        equals.add(value);
      }
      return;
    }
    if (value instanceof BigDecimal && modifiers.arePlain() && !isKeyword) {
      equals.add(value);
      return;
    }
    for (String written : expanded(text(value))) {
      for (SigmaText text : modifiers.transformed(at, SigmaText.parse(written), isKeyword)) {
        if (equals.size() > MOST_VALUES || patterns.values().stream().anyMatch(this::tooMany)) {
          throw Refused.wrong(at, "has more than %d values", MOST_VALUES);
        }
        if (text.isLiteral()) {
          equals.add(text.literal());
        } else if (text.isAnything()) {
          leaves.add(compare(Comparison.NOT_EQUAL, Logic.NULL));
        } else {
          SigmaText.Shape shape = text.shape();
          add(patterns, shape.test(), shape.pattern());
        }
      }
    }
  }

  private boolean tooMany(List<String> texts) {
    return texts.size() > MOST_VALUES;
  }

  private static void add(Map<TextTest, List<String>> patterns, TextTest test, String pattern) {
    patterns.computeIfAbsent(test, any -> new ArrayList<>()).add(pattern);
  }

  private Expression equality(List<Object> values) {
    if (values.size() == 1) {
      return new Expression.Compare(
          Comparison.EQUAL, field, new Expression.Constant(values.get(0)), !modifiers.cased());
    }
    List<Expression> constants = new ArrayList<>();
    values.forEach(value -> constants.add(new Expression.Constant(value)));
    return new Expression.In(field, constants, !modifiers.cased());
  }

  private Expression matches(TextTest test, List<String> patterns) {
    boolean ignoreCase =
        switch (test) {
          case REGEX_FIND -> modifiers.regexIgnoresCase();
          case CIDR -> false;
          default -> !modifiers.cased();
        };
    for (String pattern : patterns) {
      String problem = ExpressionCompiler.problem(test, pattern, ignoreCase);
      if (problem != null) {
        throw test == TextTest.CIDR
            ? Refused.wrong(at, "'%s': %s", pattern, problem)
            : Refused.unsupported(at, "'%s': %s", pattern, problem);
      }
    }
    return new Expression.Matches(test, field, patterns, ignoreCase);
  }

  private Logic compare(Comparison how, Expression other) {
    return new Logic.Leaf(new Expression.Compare(how, field, other, false));
  }

  private Logic exists(@Nullable Object value) {
    if (!(value instanceof Boolean wanted)) {
      throw Refused.wrong(at, "exists is true or false, not %s", SigmaDocument.described(value));
    }
    return compare(wanted ? Comparison.NOT_EQUAL : Comparison.EQUAL, Logic.NULL);
  }

  private Logic fieldReference(String path) {
    Expression other = new Expression.Field(path, false);
    String function = modifiers.place().function();
    return new Logic.Leaf(
        function == null
            ? new Expression.Compare(Comparison.EQUAL, field, other, !modifiers.cased())
            : new Expression.Call(function, List.of(field, other), !modifiers.cased()));
  }

  private String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    throw Refused.wrong(at, "the value is %s; write a text", SigmaDocument.described(value));
  }

  private BigDecimal number(@Nullable Object value) {
    if (value instanceof BigDecimal number) {
      return number;
    }
    throw Refused.wrong(
        at, "%s is no number, which the modifier compares with", SigmaDocument.described(value));
  }

  private static String withLength(String block) {
    return block.indexOf('/') >= 0 ? block : block + (block.indexOf(':') >= 0 ? "/128" : "/32");
  }

  private List<String> expanded(String written) {
    return modifiers.expand()
        ? Placeholders.expand(at, written, settings.placeholders(), MOST_VALUES)
        : List.of(written);
  }
}
