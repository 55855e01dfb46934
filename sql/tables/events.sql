-- Events as ingest wrote them, of every collection: topics events.<collection>, new ones too.
-- The connector is kafka, with all its options, whose records without value are no rows.
--
-- Columns collection  the topic's name behind "events."
--         id          the event's id, the record's key
--         body        the event, JSON; EVENT_TEXT and EVENT_NUMBER read it
--         event_time  keen.timestamp, which rules windows and watermarks; the record's own
--                     timestamp is when the event was received. NULL in a record that ingest
--                     did not write
--         frontier    how far event time had come in the inbound topics when the event was read, as
--                     of the checkpoint before; what watermarks are made of, together with the
--                     heartbeats of silent collections. NULL before ingest's first checkpoint
-- Set     lateness    how far an event may be behind the frontier before its window may have
--                     closed, as an interval: --define "lateness=INTERVAL '8' HOUR". No event
--                     whose keen.behind_ms is less is lost, unless its inbound partition had
--                     been silent for ingest.idle_after and the event is older than the others'
--                     time, or than heartbeats
--         startup     where reading begins: earliest-offset, latest-offset or group-offsets
--         bounded     latest-offset ends reading at what is there now; else it goes on for ever
--         idle_after  a partition silent for so long holds back no watermark
CREATE TEMPORARY TABLE events (
  topic STRING METADATA VIRTUAL,
  id STRING,
  body STRING,
  collection AS SUBSTRING(topic FROM CHAR_LENGTH('${topics.prefix}events.') + 1),
  event_time AS EVENT_TIME(body),
  headers MAP<STRING, BYTES> METADATA VIRTUAL,
  frontier AS TO_TIMESTAMP_LTZ(
    TRY_CAST(CAST(headers['millrace.frontier'] AS STRING) AS BIGINT), 3),
  WATERMARK FOR event_time AS frontier - ${lateness:-INTERVAL '1' MINUTE}
) WITH (
  'connector' = 'millrace-events',
  ${kafka_options},
  'properties.group.id' = 'millrace-sql-${script}',
  'properties.isolation.level' = 'read_committed',
  'topic-pattern' = '${topics.prefix}events\..+',
  'scan.topic-partition-discovery.interval' = '${ingest.discover_every}',
  'scan.startup.mode' = '${startup:-earliest-offset}',
  'scan.bounded.mode' = '${bounded:-unbounded}',
  'scan.watermark.idle-timeout' = '${idle_after:-30 s}',
  'key.format' = 'raw',
  'key.fields' = 'id',
  'value.format' = 'raw',
  'value.fields-include' = 'EXCEPT_KEY'
);
