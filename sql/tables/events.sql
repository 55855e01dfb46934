-- Events as ingest wrote them, of every collection: topics events.<collection>, new ones too.
--
-- Columns collection  the topic's name behind "events."
--         id          the event's id, the record's key
--         body        the event, JSON; EVENT_TEXT and EVENT_NUMBER read it
--         event_time  keen.timestamp, which rules windows and watermarks; the record's own
--                     timestamp is when the event was received. NULL in a record that ingest
--                     did not write
-- Set     disorder    how far events may be out of order before one counts as late,
--                     as an interval: --define "disorder=INTERVAL '8' HOUR"
--         startup     where reading begins: earliest-offset, latest-offset or group-offsets
--         bounded     latest-offset ends reading at what is there now; else it goes on for ever
--         idle_after  a partition silent for so long holds back no watermark
CREATE TEMPORARY TABLE events (
  topic STRING METADATA VIRTUAL,
  id STRING,
  body STRING,
  collection AS SUBSTRING(topic FROM CHAR_LENGTH('${topics.prefix}events.') + 1),
  event_time AS EVENT_TIME(body),
  WATERMARK FOR event_time AS event_time - ${disorder:-INTERVAL '1' MINUTE}
) WITH (
  'connector' = 'kafka',
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
