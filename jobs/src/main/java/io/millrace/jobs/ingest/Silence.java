package io.millrace.jobs.ingest;

import io.millrace.jobs.common.MillraceConfig;
import java.io.Serializable;

/**
 * When silence means what.
 *
 * @param idleAfterMillis after so much a partition holds back no time
 * @param movesAfterMillis after so much a collection's time follows the wall clock
 * @param boundMillis how far behind the wall clock
 */
record Silence(long idleAfterMillis, long movesAfterMillis, long boundMillis)
    implements Serializable {

  static Silence of(MillraceConfig.Ingest settings) {
    return new Silence(
        settings.idleAfter().toMillis(),
        settings.silenceAfter().toMillis(),
        settings.futureLimit().toMillis());
  }
}
