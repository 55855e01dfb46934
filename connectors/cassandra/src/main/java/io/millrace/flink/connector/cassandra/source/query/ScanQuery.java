package io.millrace.flink.connector.cassandra.source.query;

import io.millrace.flink.connector.cassandra.session.CassandraSetupException;
import io.millrace.flink.connector.cassandra.types.TableDescription;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * What is read of a table. Names are as Cassandra stores them.
 *
 * @param columns in the order in which rows have them
 * @param partitions the keys of the only partitions to read, each in the order of the partition
 *     key; null for the whole ring
 * @param restrictions of clustering columns if partitions are given, else of one indexed column, so
 *     that Cassandra need not filter
 * @param limit greatest number of rows of a split, or null
 */
@Internal
public record ScanQuery(
    String keyspace,
    String table,
    List<String> columns,
    @Nullable List<List<Bytes>> partitions,
    List<Restriction> restrictions,
    @Nullable Long limit)
    implements Serializable {

  /** All rows with these columns. */
  public static ScanQuery of(String keyspace, String table, List<String> columns) {
    return new ScanQuery(keyspace, table, columns, null, List.of(), null);
  }

  public ScanQuery withPartitions(@Nullable List<List<Bytes>> partitions) {
    return new ScanQuery(keyspace, table, columns, partitions, restrictions, limit);
  }

  public ScanQuery withRestrictions(List<Restriction> restrictions) {
    return new ScanQuery(keyspace, table, columns, partitions, restrictions, limit);
  }

  public ScanQuery withLimit(@Nullable Long limit) {
    return new ScanQuery(keyspace, table, columns, partitions, restrictions, limit);
  }

  /** Compares with what the cluster has. */
  public void check(TableDescription description) throws CassandraSetupException {
    for (String column : columns) {
      if (!description.columns().containsKey(column)) {
        throw new CassandraSetupException(
            "table %s.%s has no column '%s', only %s; add it or correct the name"
                .formatted(keyspace, table, column, description.columns().keySet()));
      }
    }
  }
}
