package io.millrace.patterns.model;

/**
 * A value by which events are told apart. An event that has none is left out.
 *
 * @param optional whether events without it belong together instead
 */
public record Key(Expression value, boolean optional) {}
