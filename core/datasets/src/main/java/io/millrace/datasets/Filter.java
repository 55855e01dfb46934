package io.millrace.datasets;

import java.io.Serializable;
import java.util.Set;
import java.util.function.Function;

/**
 * A condition on an event, as a definition states it: Keen's operators and rules
 * (docs/datasets.md).
 *
 * <p>Filters that state the same are equal, so datasets can share what is compiled of them.
 */
public sealed interface Filter extends Serializable permits AnyOf, PropertyFilter {

  /** Keen's word for the operator that joins filters. */
  String OR = "or";

  /** The paths of the properties that it looks at. */
  Set<String> properties();

  /** The same condition on these very properties, whatever they show at the time of asking. */
  CompiledFilter compile(Function<String, Property> properties);
}
