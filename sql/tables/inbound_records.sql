-- Records as producers sent them, before any check: topics in.<collection> and in._bulk.
--
-- Columns topic, topic_partition, topic_offset  where the record stands
--         record_time                           Kafka's timestamp of it
--         record_key, payload                   its bytes; CAST(payload AS STRING) reads UTF-8
-- The payload of a record without value (a tombstone) is NULL.
CREATE TEMPORARY TABLE inbound_records (
  topic STRING METADATA VIRTUAL,
  topic_partition INT METADATA FROM 'partition' VIRTUAL,
  topic_offset BIGINT METADATA FROM 'offset' VIRTUAL,
  record_time TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  record_key BYTES,
  payload BYTES
) WITH (
  'connector' = 'kafka',
  ${kafka_options},
  'properties.group.id' = 'millrace-sql-${script}',
  'properties.isolation.level' = 'read_committed',
  'topic-pattern' = 'in\..+',
  'scan.topic-partition-discovery.interval' = '${ingest.discover_every}',
  'scan.startup.mode' = '${startup:-earliest-offset}',
  'scan.bounded.mode' = '${bounded:-unbounded}',
  'key.format' = 'raw',
  'key.fields' = 'record_key',
  'value.format' = 'raw',
  'value.fields-include' = 'EXCEPT_KEY'
);
