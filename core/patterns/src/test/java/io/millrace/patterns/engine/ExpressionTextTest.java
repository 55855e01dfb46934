package io.millrace.patterns.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Expression.Comparison;
import io.millrace.patterns.model.Expression.TextTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpressionTextTest {

  @Test
  void text_isAsInEql() {
    Expression optional = new Expression.Field("a.b", true);
    Expression sum =
        new Expression.Arithmetic(
            Expression.Operator.ADD, Make.field("x"), Make.constant(new BigDecimal("1.50")));
    assertThat(
            ExpressionText.of(
                new Expression.Or(
                    List.of(
                        new Expression.Compare(
                            Comparison.EQUAL, optional, Make.constant("q\"\\"), true),
                        new Expression.Matches(
                            TextTest.STARTS_WITH, Make.field("c"), List.of("x", "y"), false),
                        new Expression.Not(
                            new Expression.In(
                                Make.field("d"),
                                List.of(Make.constant(1), Make.constant(true)),
                                false)),
                        new Expression.Compare(
                            Comparison.LESS,
                            sum,
                            new Expression.Call("length", List.of(Make.field("e")), false),
                            false)))))
        .isEqualTo(
            "(?a.b ==~ \"q\\\"\\\\\") or (c starts_with (\"x\", \"y\")) or (not (d in (1, true)))"
                + " or ((x + 1.5) < length(e))");
  }

  @Test
  void shape_isOfWhatTheStateDependsOn() {
    assertThat(Shape.of(Make.sequence("A !B C*2", 90, "U")))
        .isEqualTo("sequence 1 by (user) !1 by (user) 2 by (user) until by (user) in 90000")
        .isEqualTo(Shape.of(Make.sequence("D !E F*2", 90, "V")))
        .isNotEqualTo(Shape.of(Make.sequence("A !B C*2", 91, "U")));
    assertThat(Shape.of(Make.threshold(Detection.Aggregate.SUM, 0, Comparison.GREATER, "9", 10)))
        .isEqualTo("threshold SUM of value by (user) in 10000")
        .isEqualTo(Shape.of(Make.threshold(Detection.Aggregate.SUM, 0, Comparison.LESS, "1", 10)));
    assertThat(Shape.of(new Detection.Heartbeat(Make.kind("A"), List.of(), Duration.ofMinutes(1))))
        .isEqualTo("heartbeat by () in 60000");
  }
}
