package io.millrace.cli.demo;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.cli.CassandraAccess;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.stack.LocalStack;
import java.nio.file.Path;

/**
 * Where the answers are.
 *
 * @param archive the folder of the Parquet files
 */
public record DemoTarget(LocalStack stack, MillraceConfig config, String keyspace, Path archive) {

  String kafka() {
    return stack.kafkaBootstrap();
  }

  CqlSession cassandra() {
    return CassandraAccess.connect(stack);
  }
}
