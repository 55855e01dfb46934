-- Every event into Parquet, by collection and day of event time in UTC.
--
-- Reads   events (tables/events.sql), all collections
-- Writes  archive (tables/archive.sql); the files of a checkpoint appear when it completes
-- Late    nothing is late here: an event goes to the day of its own time, whenever it comes
-- Exact   every event of the topics is in the committed files once; an event without a time that
--         can be read is kept under day=unknown

-- The cast makes a plain value of the time that rules watermarks, which must not be NULL.
INSERT INTO archive (id, event_time, body, collection, `day`)
SELECT
  id,
  CAST(event_time AS TIMESTAMP_LTZ(3))                       AS event_time,
  body,
  collection,
  COALESCE(DATE_FORMAT(event_time, 'yyyy-MM-dd'), 'unknown') AS `day`
FROM events;
