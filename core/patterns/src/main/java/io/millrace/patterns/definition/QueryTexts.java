package io.millrace.patterns.definition;

import io.millrace.config.ConfigException;
import io.millrace.config.ConfigNode;
import io.millrace.patterns.eql.Dialect;
import io.millrace.patterns.eql.Eql;
import io.millrace.patterns.eql.SyntaxException;
import io.millrace.patterns.expression.ExpressionCompiler;
import io.millrace.patterns.expression.FieldTable;
import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Key;
import io.millrace.patterns.model.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reads the texts of a definition that are in EQL. */
record QueryTexts(Dialect dialect, Aliases aliases) {

  static final int MOST_KEYS = 8;

  private static final int LONGEST_QUERY = 65_536;

  /** A condition that every event meets. */
  private static final Expression EVERY_EVENT = new Expression.Constant(true);

  Query query(ConfigNode node, String key) {
    String text = required(node, key, "write a query in EQL");
    Query query = parsed(node, key, () -> aliases.query(Eql.parse(text, dialect)));
    if (query instanceof Query.Sequence sequence) {
      if (sequence.maxSpan() == null) {
        throw node.error(
            key, "is a sequence without a limit; write 'sequence with maxspan=15m', for example");
      }
      if (sequence.maxSpan().compareTo(DefinitionReader.LONGEST_WINDOW) > 0
          || sequence.maxSpan().isZero()) {
        throw node.error(
            key,
            "has a maxspan that is not above 0 and up to "
                + DefinitionReader.LONGEST_WINDOW.toDays()
                + " d; write another one");
      }
      sequence.stages().forEach(stage -> check(node, key, stage));
      Query.Stage until = sequence.until();
      if (until != null) {
        check(node, key, until);
      }
    } else {
      compiled(node, key, ((Query.Single) query).events().condition());
    }
    return query;
  }

  private static void check(ConfigNode node, String key, Query.Stage stage) {
    if (stage.keys().size() > MOST_KEYS) {
      throw node.error(key, "has more than " + MOST_KEYS + " keys behind by; write fewer");
    }
    compiled(node, key, stage.events().condition());
    stage.keys().forEach(one -> compiled(node, key, one.value()));
  }

  /** What {@code collection} and {@code where} say. */
  EventSelector events(ConfigNode node) {
    String collection = node.optionalText("collection");
    if (collection != null && collection.isBlank()) {
      throw node.error("collection", "is empty; write a collection, or leave it out for all");
    }
    String where = node.optionalText("where");
    return new EventSelector(collection, where == null ? EVERY_EVENT : condition(node, where));
  }

  private Expression condition(ConfigNode node, String text) {
    checkLength(node, "where", text);
    return compiled(
        node,
        "where",
        parsed(node, "where", () -> aliases.expression(Eql.condition(text, dialect))));
  }

  /** A text or a list of them; none if absent. */
  List<Key> keys(ConfigNode node, String key) {
    List<Key> keys = new ArrayList<>();
    for (Expression value : values(node, key)) {
      keys.add(new Key(value, value instanceof Expression.Field field && field.optional()));
    }
    return keys;
  }

  List<Expression> values(ConfigNode node, String key) {
    List<String> texts = node.texts(key);
    if (texts.size() > MOST_KEYS) {
      throw node.error(key, "has " + texts.size() + " values; write at most " + MOST_KEYS);
    }
    return texts.stream().map(text -> value(node, key, text)).toList();
  }

  Expression requiredValue(ConfigNode node, String key) {
    return value(node, key, required(node, key, "write a field, such as 'order.total'"));
  }

  private Expression value(ConfigNode node, String key, String text) {
    checkLength(node, key, text);
    return compiled(
        node, key, parsed(node, key, () -> aliases.expression(Eql.value(text, dialect))));
  }

  private static String required(ConfigNode node, String key, String remedy) {
    String text = node.optionalText(key);
    if (text == null) {
      throw node.error(key, "is missing; " + remedy);
    }
    checkLength(node, key, text);
    return text;
  }

  private static void checkLength(ConfigNode node, String key, String text) {
    if (text.length() > LONGEST_QUERY) {
      throw node.error(key, "has more than " + LONGEST_QUERY + " characters; write a shorter one");
    }
  }

  private static <T> T parsed(ConfigNode node, String key, Supplier<T> parse) {
    try {
      return parse.get();
    } catch (SyntaxException wrong) {
      throw node.error(key, wrong.getMessage() + "; correct it (docs/patterns/eql.md)");
    }
  }

  /** What cannot be evaluated is a mistake of the file, and not one for the job to find. */
  private static Expression compiled(ConfigNode node, String key, Expression expression) {
    try {
      ExpressionCompiler.compile(expression, new FieldTable());
      return expression;
    } catch (ConfigException wrong) {
      throw node.error(key, wrong.getMessage() + "; correct it (docs/patterns/eql.md)");
    }
  }
}
