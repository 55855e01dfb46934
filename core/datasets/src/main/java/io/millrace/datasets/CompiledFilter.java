package io.millrace.datasets;

/**
 * A filter bound to the properties of one view. Not thread-safe.
 *
 * <p>Asking makes no garbage if the value is a text of plain ASCII, a number that a long holds or a
 * literal, except with {@code regex}; what else there is gets decoded, once per event.
 */
@FunctionalInterface
public interface CompiledFilter {

  /** Whether the event that the properties show passes. */
  boolean passes();
}
