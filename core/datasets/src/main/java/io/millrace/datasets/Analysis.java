package io.millrace.datasets;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One value column of a dataset.
 *
 * @param target property path of the numbers; null for a count
 */
public record Analysis(String label, AnalysisType type, @Nullable String target)
    implements Serializable {}
