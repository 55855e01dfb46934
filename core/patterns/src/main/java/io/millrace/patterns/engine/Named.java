package io.millrace.patterns.engine;

import org.jspecify.annotations.Nullable;

/** A value as an alert shows it. */
public record Named(String name, @Nullable Object value) {}
