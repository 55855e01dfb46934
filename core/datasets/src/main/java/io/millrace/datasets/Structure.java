package io.millrace.datasets;

import java.util.List;

/**
 * An array or object of an event.
 *
 * @param json without white space, numbers in canonical spelling
 * @param items the array's scalars; empty for an object
 */
record Structure(String json, List<Object> items) {}
