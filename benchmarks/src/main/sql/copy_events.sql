-- The peer of bench ingest: the events as JSON in, as JSON out, exactly once, and nothing else.
--
-- Reads   the inbound topic of the benchmark
-- Writes  the topic ${output}
-- Late    nothing is late here
-- Exact   one record out for each in; one that is no JSON would stop it

CREATE TEMPORARY TABLE inbound (
  keen ROW<`timestamp` STRING, id STRING>,
  `user` ROW<id STRING, country STRING, visits BIGINT>,
  page ROW<path STRING, title STRING, referrer STRING>,
  price DECIMAL(10, 2),
  quantity INT,
  campaign STRING,
  agent STRING
) WITH (
  'connector' = 'kafka',
  ${kafka_options},
  'properties.isolation.level' = 'read_committed',
  'topic' = '${input}',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json'
);

CREATE TEMPORARY TABLE outbound WITH (
  'connector' = 'kafka',
  ${kafka_options},
  'properties.transaction.timeout.ms' = '${ingest.transaction_timeout_millis}',
  'properties.compression.type' = '${compression}',
  'properties.linger.ms' = '${linger}',
  'properties.batch.size' = '${batch}',
  'topic' = '${output}',
  'format' = 'json',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = '${output}'
) LIKE inbound (EXCLUDING ALL);

SET 'pipeline.object-reuse' = '${reuse}';

INSERT INTO outbound (keen, `user`, page, price, quantity, campaign, agent)
SELECT keen, `user`, page, price, quantity, campaign, agent FROM inbound;
