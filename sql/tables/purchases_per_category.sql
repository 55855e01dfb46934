-- Purchases and revenue per product category and hour: topic purchases_per_category, JSON.
--
-- A record per category and hour, keyed by both, so that the topic may be compacted.
CREATE TEMPORARY TABLE purchases_per_category (
  category STRING,
  hour_start TIMESTAMP_LTZ(3),
  purchase_count BIGINT,
  price_sum DECIMAL(38, 18)
) WITH (
  'connector' = 'kafka',
  ${kafka_options},
  'properties.group.id' = 'millrace-sql-${script}',
  'properties.isolation.level' = 'read_committed',
  'properties.transaction.timeout.ms' = '${ingest.transaction_timeout_millis}',
  'topic' = 'purchases_per_category',
  'scan.bounded.mode' = '${bounded:-unbounded}',
  'scan.startup.mode' = 'earliest-offset',
  'key.format' = 'json',
  'key.fields' = 'category;hour_start',
  'key.json.timestamp-format.standard' = 'ISO-8601',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.json.encode.decimal-as-plain-number' = 'true',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'millrace-sql-${script}-purchases-per-category'
);
