package io.millrace.flink.connector.cassandra.table;

import com.datastax.oss.driver.api.core.type.DataType;
import io.millrace.flink.connector.cassandra.source.query.Bytes;
import io.millrace.flink.connector.cassandra.source.query.Restriction;
import io.millrace.flink.connector.cassandra.source.query.Restriction.Operator;
import io.millrace.flink.connector.cassandra.types.TableDescription;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.Expression;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/**
 * What of a query's filters Cassandra answers without filtering itself:
 *
 * <ul>
 *   <li>every column of the partition key equal to one or several values: only those partitions are
 *       read; in them clustering columns equal to a value, from the first on, and a range of the
 *       next one;
 *   <li>otherwise one column with an index equal to a value.
 * </ul>
 *
 * <p>{@code ALLOW FILTERING} is never used: a page of a scan would take as long as it takes to find
 * enough rows.
 *
 * @param partitions null for all
 * @param accepted the filters that were used; Flink checks them again
 */
record PushedFilters(
    @Nullable List<List<Bytes>> partitions,
    List<Restriction> restrictions,
    List<ResolvedExpression> accepted) {

  /** With more than that, a scan asks less often. */
  static final int GREATEST_NUMBER_OF_PARTITIONS = 1_000;

  static final PushedFilters NONE = new PushedFilters(null, List.of(), List.of());

  private static final Map<FunctionDefinition, Operator> OPERATORS =
      Map.of(
          BuiltInFunctionDefinitions.EQUALS, Operator.EQUAL,
          BuiltInFunctionDefinitions.LESS_THAN, Operator.LESS,
          BuiltInFunctionDefinitions.LESS_THAN_OR_EQUAL, Operator.LESS_OR_EQUAL,
          BuiltInFunctionDefinitions.GREATER_THAN, Operator.GREATER,
          BuiltInFunctionDefinitions.GREATER_THAN_OR_EQUAL, Operator.GREATER_OR_EQUAL);

  /**
   * Chooses among filters that must all hold.
   *
   * @param declared the types of the columns
   */
  static PushedFilters of(
      TableDescription table, RowType declared, List<ResolvedExpression> filters) {
    Choice choice = new Choice(table, declared, filters);
    return choice.partitions().or(choice::index).orElse(NONE);
  }

  /** A column compared with values, of which one must fit. */
  private record Comparison(
      ResolvedExpression filter, String column, Operator operator, Set<Bytes> values) {

    Restriction restriction() {
      return new Restriction(column, operator, values.iterator().next());
    }
  }

  private static final class Choice {

    private final TableDescription table;
    private final RowType declared;
    private final List<Comparison> comparisons = new ArrayList<>();

    Choice(TableDescription table, RowType declared, List<ResolvedExpression> filters) {
      this.table = table;
      this.declared = declared;
      filters.forEach(filter -> add(filter, filter));
    }

    /** Flink gives {@code BETWEEN} as one filter of two parts, which may be used one by one. */
    private void add(ResolvedExpression filter, ResolvedExpression part) {
      if (part instanceof CallExpression call && isCall(call, BuiltInFunctionDefinitions.AND)) {
        call.getResolvedChildren().forEach(child -> add(filter, child));
        return;
      }
      comparison(part)
          .map(of -> new Comparison(filter, of.column(), of.operator(), of.values()))
          .ifPresent(comparisons::add);
    }

    Optional<PushedFilters> partitions() {
      Set<ResolvedExpression> accepted = new LinkedHashSet<>();
      List<List<Bytes>> keys = List.of(List.of());
      for (String column : table.partitionKey()) {
        Optional<Comparison> equality = find(column, Operator.EQUAL);
        if (equality.isEmpty()) {
          return Optional.empty();
        }
        accepted.add(equality.get().filter());
        keys = product(keys, equality.get().values());
        if (keys.size() > GREATEST_NUMBER_OF_PARTITIONS) {
          return Optional.empty();
        }
      }
      List<Restriction> restrictions = new ArrayList<>();
      for (String column : table.clustering()) {
        Optional<Comparison> equality =
            find(column, Operator.EQUAL).filter(comparison -> comparison.values().size() == 1);
        if (equality.isPresent()) {
          accepted.add(equality.get().filter());
          restrictions.add(equality.get().restriction());
          continue;
        }
        for (Optional<Comparison> bound :
            List.of(
                find(column, Operator.GREATER).or(() -> find(column, Operator.GREATER_OR_EQUAL)),
                find(column, Operator.LESS).or(() -> find(column, Operator.LESS_OR_EQUAL)))) {
          bound.ifPresent(
              comparison -> {
                accepted.add(comparison.filter());
                restrictions.add(comparison.restriction());
              });
        }
        break;
      }
      return Optional.of(new PushedFilters(keys, restrictions, List.copyOf(accepted)));
    }

    Optional<PushedFilters> index() {
      return comparisons.stream()
          .filter(comparison -> comparison.operator() == Operator.EQUAL)
          .filter(comparison -> comparison.values().size() == 1)
          .filter(comparison -> table.indexed().contains(comparison.column()))
          // CQL takes no column beside token() that is in it.
          .filter(comparison -> !table.partitionKey().contains(comparison.column()))
          .findFirst()
          .map(
              comparison ->
                  new PushedFilters(
                      null, List.of(comparison.restriction()), List.of(comparison.filter())));
    }

    private Optional<Comparison> find(String column, Operator operator) {
      return comparisons.stream()
          .filter(comparison -> comparison.column().equals(column))
          .filter(comparison -> comparison.operator() == operator)
          .findFirst();
    }

    private Optional<Comparison> comparison(ResolvedExpression filter) {
      if (!(filter instanceof CallExpression call)) {
        return Optional.empty();
      }
      List<ResolvedExpression> arguments = call.getResolvedChildren();
      if (isCall(call, BuiltInFunctionDefinitions.OR)) {
        return oneOf(filter, arguments);
      }
      if (isCall(call, BuiltInFunctionDefinitions.IN)) {
        return anyOf(
            filter,
            arguments.stream().skip(1).map(value -> value(arguments.get(0), value)).toList());
      }
      Operator operator = OPERATORS.get(call.getFunctionDefinition());
      if (operator == null || arguments.size() != 2) {
        return Optional.empty();
      }
      if (arguments.get(0) instanceof ValueLiteralExpression) {
        return comparison(filter, arguments.get(1), turned(operator), arguments.get(0));
      }
      return comparison(filter, arguments.get(0), operator, arguments.get(1));
    }

    /** Flink writes {@code IN} so: all alternatives are equalities of the same column. */
    private Optional<Comparison> oneOf(
        ResolvedExpression filter, List<ResolvedExpression> alternatives) {
      return anyOf(filter, alternatives.stream().map(this::comparison).toList());
    }

    private Optional<Comparison> value(ResolvedExpression column, ResolvedExpression value) {
      return comparison(value, column, Operator.EQUAL, value);
    }

    private static Optional<Comparison> anyOf(
        ResolvedExpression filter, List<Optional<Comparison>> alternatives) {
      Set<Bytes> values = new LinkedHashSet<>();
      String column = null;
      for (Optional<Comparison> alternative : alternatives) {
        if (alternative.isEmpty()
            || alternative.get().operator() != Operator.EQUAL
            || (column != null && !column.equals(alternative.get().column()))) {
          return Optional.empty();
        }
        column = alternative.get().column();
        values.addAll(alternative.get().values());
      }
      return column == null
          ? Optional.empty()
          : Optional.of(new Comparison(filter, column, Operator.EQUAL, values));
    }

    private Optional<Comparison> comparison(
        ResolvedExpression filter, Expression left, Operator operator, Expression right) {
      if (!(left instanceof FieldReferenceExpression field)
          || !(right instanceof ValueLiteralExpression literal)) {
        return Optional.empty();
      }
      String column = field.getName();
      DataType cql = table.columns().get(column);
      int index = declared.getFieldIndex(column);
      if (cql == null || index < 0) {
        return Optional.empty();
      }
      LogicalType type = declared.getTypeAt(index);
      Optional<Bytes> value =
          operator == Operator.EQUAL
              ? CqlLiteral.forEquality(cql, type, literal)
              : CqlLiteral.forOrder(cql, type, literal);
      return value.map(bytes -> new Comparison(filter, column, operator, Set.of(bytes)));
    }

    private static boolean isCall(CallExpression call, FunctionDefinition function) {
      return Objects.equals(call.getFunctionDefinition(), function);
    }

    private static Operator turned(Operator operator) {
      return switch (operator) {
        case EQUAL -> Operator.EQUAL;
        case LESS -> Operator.GREATER;
        case LESS_OR_EQUAL -> Operator.GREATER_OR_EQUAL;
        case GREATER -> Operator.LESS;
        case GREATER_OR_EQUAL -> Operator.LESS_OR_EQUAL;
      };
    }

    private static List<List<Bytes>> product(List<List<Bytes>> prefixes, Set<Bytes> values) {
      List<List<Bytes>> product = new ArrayList<>();
      for (List<Bytes> prefix : prefixes) {
        for (Bytes value : values) {
          List<Bytes> key = new ArrayList<>(prefix);
          key.add(value);
          product.add(key);
        }
        if (product.size() > GREATEST_NUMBER_OF_PARTITIONS) {
          return product;
        }
      }
      return product;
    }
  }
}
