package io.millrace.patterns.definition;

import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Key;
import io.millrace.patterns.model.Query;
import java.util.List;
import java.util.Map;

/** Writes the paths for which names stand, alone or at the beginning of a path. */
record Aliases(Map<String, String> pathsByName) {

  Aliases {
    pathsByName = Map.copyOf(pathsByName);
  }

  /** Of several names that a path begins with the longest. */
  String path(String written) {
    for (int end = written.length(); end > 0; end = written.lastIndexOf('.', end - 1)) {
      String path = pathsByName.get(written.substring(0, end));
      if (path != null) {
        return path + written.substring(end);
      }
    }
    return written;
  }

  Query query(Query query) {
    if (query instanceof Query.Single single) {
      return new Query.Single(selector(single.events()));
    }
    Query.Sequence sequence = (Query.Sequence) query;
    Query.Stage until = sequence.until();
    return new Query.Sequence(
        sequence.stages().stream().map(this::stage).toList(),
        sequence.maxSpan(),
        until == null ? null : stage(until));
  }

  private Query.Stage stage(Query.Stage stage) {
    return new Query.Stage(
        selector(stage.events()),
        stage.keys().stream().map(key -> new Key(expression(key.value()), key.optional())).toList(),
        stage.runs(),
        stage.missing());
  }

  private EventSelector selector(EventSelector events) {
    return new EventSelector(events.collection(), expression(events.condition()));
  }

  Expression expression(Expression written) {
    if (pathsByName.isEmpty() || written instanceof Expression.Constant) {
      return written;
    }
    if (written instanceof Expression.Field field) {
      return new Expression.Field(path(field.path()), field.optional());
    }
    if (written instanceof Expression.Not not) {
      return new Expression.Not(expression(not.operand()));
    }
    if (written instanceof Expression.And and) {
      return new Expression.And(all(and.operands()));
    }
    if (written instanceof Expression.Or or) {
      return new Expression.Or(all(or.operands()));
    }
    if (written instanceof Expression.Compare compare) {
      return new Expression.Compare(
          compare.how(),
          expression(compare.left()),
          expression(compare.right()),
          compare.ignoreCase());
    }
    if (written instanceof Expression.Matches matches) {
      return new Expression.Matches(
          matches.test(), expression(matches.operand()), matches.anyOf(), matches.ignoreCase());
    }
    if (written instanceof Expression.In in) {
      return new Expression.In(expression(in.operand()), all(in.anyOf()), in.ignoreCase());
    }
    if (written instanceof Expression.Call call) {
      return new Expression.Call(call.function(), all(call.arguments()), call.ignoreCase());
    }
    if (written instanceof Expression.Arithmetic arithmetic) {
      return new Expression.Arithmetic(
          arithmetic.how(), expression(arithmetic.left()), expression(arithmetic.right()));
    }
    throw new IllegalArgumentException("a kind of expression that has no fields to name");
  }

  private List<Expression> all(List<Expression> written) {
    return written.stream().map(this::expression).toList();
  }
}
