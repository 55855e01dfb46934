package io.millrace.datasets;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Lets an event pass that at least one of its operands lets pass. */
public record AnyOf(List<Filter> operands) implements Filter {

  public AnyOf {
    operands = List.copyOf(operands);
  }

  @Override
  public Set<String> properties() {
    Set<String> paths = new LinkedHashSet<>();
    operands.forEach(operand -> paths.addAll(operand.properties()));
    return paths;
  }

  @Override
  public CompiledFilter compile(Function<String, Property> properties) {
    CompiledFilter[] compiled =
        operands.stream()
            .map(operand -> operand.compile(properties))
            .toArray(CompiledFilter[]::new);
    return () -> {
      for (CompiledFilter operand : compiled) {
        if (operand.passes()) {
          return true;
        }
      }
      return false;
    };
  }
}
