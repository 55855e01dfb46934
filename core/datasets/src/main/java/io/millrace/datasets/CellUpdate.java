package io.millrace.datasets;

/** What one event adds to one cell; the delta is the receiver's own to change. */
public record CellUpdate(CellKey key, Cell delta) {}
