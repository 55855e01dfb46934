package io.millrace.flink.connector.cassandra.source.enumerator;

import io.millrace.flink.connector.cassandra.source.split.CassandraSplit;
import java.util.List;
import org.apache.flink.annotation.Internal;

/**
 * What the enumerator keeps in a checkpoint.
 *
 * @param planned whether the table is cut already; if so, what no longer remains is with the
 *     readers or read
 * @param remaining splits that no reader has
 */
@Internal
public record CassandraEnumeratorState(boolean planned, List<CassandraSplit> remaining) {

  public static final CassandraEnumeratorState NOT_PLANNED =
      new CassandraEnumeratorState(false, List.of());
}
