package io.millrace.datasets;

import java.util.List;
import java.util.Map;

/**
 * What a cluster says of a table that is there already.
 *
 * @param columns all columns with their types as CQL writes them, such as {@code bigint}
 * @param partitionKey names in order
 * @param clustering names in order
 * @param comment the table's option of that name
 */
public record ExistingTable(
    Map<String, String> columns,
    List<String> partitionKey,
    List<String> clustering,
    String comment) {}
