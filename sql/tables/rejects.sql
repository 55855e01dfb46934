-- What ingest refused: topic rejects, raw bytes with the reason in Kafka headers.
--
-- reject_records  the records as they are, headers and all
-- rejects         the same with the headers spelled as columns: what to query.
--                 code is one of docs/rejects.md; payload holds the bytes refused, untouched
CREATE TEMPORARY TABLE reject_records (
  payload BYTES,
  headers MAP<STRING, BYTES> METADATA VIRTUAL,
  topic_partition INT METADATA FROM 'partition' VIRTUAL,
  topic_offset BIGINT METADATA FROM 'offset' VIRTUAL,
  record_time TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL
) WITH (
  'connector' = 'kafka',
  ${kafka_options},
  'properties.group.id' = 'millrace-sql-${script}',
  'properties.isolation.level' = 'read_committed',
  'topic' = '${topics.prefix}rejects',
  'scan.startup.mode' = '${startup:-earliest-offset}',
  'scan.bounded.mode' = '${bounded:-unbounded}',
  'value.format' = 'raw'
);

CREATE TEMPORARY VIEW rejects AS
SELECT
  CAST(headers['millrace.code'] AS STRING)                      AS code,
  CAST(headers['millrace.reason'] AS STRING)                    AS reason,
  CAST(headers['millrace.topic'] AS STRING)                     AS source_topic,
  CAST(CAST(headers['millrace.partition'] AS STRING) AS INT)    AS source_partition,
  CAST(CAST(headers['millrace.offset'] AS STRING) AS BIGINT)    AS source_offset,
  CAST(CAST(headers['millrace.index'] AS STRING) AS INT)        AS source_index,
  payload
FROM reject_records;
