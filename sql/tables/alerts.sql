-- What patterns in SQL found: topic alerts.sql, one JSON object per match.
--
-- Columns id          the same text whenever the same events match again; the record's key
--         rule        which pattern
--         key         whom it is about, such as a user's id
--         first_time, last_time  of the events that matched, yyyy-MM-ddTHH:mm:ss.SSSZ
--         events      how many
CREATE TEMPORARY TABLE alerts (
  id STRING,
  rule STRING,
  key STRING,
  first_time STRING,
  last_time STRING,
  events BIGINT
) WITH (
  'connector' = 'kafka',
  ${kafka_options},
  'properties.group.id' = 'millrace-sql-${script}',
  'properties.isolation.level' = 'read_committed',
  'properties.transaction.timeout.ms' = '${ingest.transaction_timeout_millis}',
  'topic' = 'alerts.sql',
  'scan.startup.mode' = '${startup:-earliest-offset}',
  'scan.bounded.mode' = '${bounded:-unbounded}',
  'key.format' = 'raw',
  'key.fields' = 'id',
  'value.format' = 'json',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'millrace-sql-${script}-alerts'
);
