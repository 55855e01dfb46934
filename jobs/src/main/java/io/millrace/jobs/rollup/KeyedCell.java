package io.millrace.jobs.rollup;

/**
 * What goes to the keyed operator and from there to the sink: a cell's key as text, since Flink
 * partitions by it, and a cell as bytes.
 *
 * @param cell before the keyed operator what one event adds, after it the whole cell
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record KeyedCell(String key, byte[] cell) {}
