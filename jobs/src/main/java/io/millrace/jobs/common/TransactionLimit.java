package io.millrace.jobs.common;

import io.millrace.config.ConfigException;
import java.time.Duration;

/** How long Kafka lets a transaction be open. */
public final class TransactionLimit {

  private static final String SETTING = "transaction.max.timeout.ms";

  private TransactionLimit() {}

  /**
   * Fails if the broker allows less than is wanted.
   *
   * @param key in the configuration
   */
  public static void require(
      KafkaTopics topics, MillraceConfig config, String key, Duration timeout) {
    long wanted = timeout.toMillis();
    topics
        .brokerSetting(SETTING)
        .map(Long::parseLong)
        .filter(limit -> limit < wanted)
        .ifPresent(
            limit -> {
              throw new ConfigException(
                  config.file()
                      + ": "
                      + key
                      + ": found "
                      + wanted
                      + " ms, but the broker's "
                      + SETTING
                      + " is "
                      + limit
                      + "; write less, or raise the broker's");
            });
  }
}
