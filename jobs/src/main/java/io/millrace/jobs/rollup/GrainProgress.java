package io.millrace.jobs.rollup;

/**
 * How far the rows of one grain of a dataset are in Cassandra.
 *
 * @param grainCode {@link io.millrace.datasets.Grain#code}
 */
public record GrainProgress(String dataset, int grainCode, long completeUntilMillis) {}
