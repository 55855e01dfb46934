-- Users who log in within 10 minutes of at least 3 failures in a row: a guessed password?
--
-- Reads   events (tables/events.sql), only the topic events.logins
-- Writes  alerts (tables/alerts.sql), when the watermark passes the successful login
-- Late    a login behind the watermark takes part in no match
-- Exact   a user's logins are taken in order of event time, those of one millisecond in order of
--         their ids. A success is matched with the failures straight before it that are less than
--         10 minutes older than it; with fewer than 3 of these there is no alert, however long the
--         run before. Each failure is part of one alert at most. The alert's id is made of rule,
--         user and first failure's time, so a replay writes the same alert

CREATE TEMPORARY VIEW logins AS
SELECT
  id,
  event_time,
  EVENT_TEXT(body, 'keen.timestamp') AS time_text,
  EVENT_TEXT(body, 'user.id')        AS user_id,
  EVENT_TEXT(body, 'outcome')        AS outcome
FROM events /*+ OPTIONS('topic-pattern' = '${topics.prefix}events\.logins') */
WHERE EVENT_TEXT(body, 'user.id') IS NOT NULL
  AND EVENT_TEXT(body, 'outcome') IN ('failure', 'success')
  AND event_time IS NOT NULL;

INSERT INTO alerts (id, rule, key, first_time, last_time, events)
SELECT
  'failed-logins-then-success/' || user_id || '/' || first_time AS id,
  'failed-logins-then-success'                                  AS rule,
  user_id                                                       AS key,
  first_time,
  last_time,
  events
FROM logins
MATCH_RECOGNIZE (
  PARTITION BY user_id
  ORDER BY event_time, id
  MEASURES
    FIRST(failed.time_text)  AS first_time,
    succeeded.time_text      AS last_time,
    COUNT(failed.id)         AS events
  ONE ROW PER MATCH
  AFTER MATCH SKIP PAST LAST ROW
  PATTERN (failed{3,} succeeded) WITHIN INTERVAL '10' MINUTE
  DEFINE
    failed AS failed.outcome = 'failure',
    succeeded AS succeeded.outcome = 'success'
);
