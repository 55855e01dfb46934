-- Three purchases in a row for less than a fifth of what a product cost before: a wrong price?
--
-- Reads   events (tables/events.sql), only the topic events.purchases
-- Writes  alerts (tables/alerts.sql), when the watermark passes the third of them
-- Late    a purchase behind the watermark takes part in no match
-- Exact   a product's purchases are taken in order of event time, those of one millisecond in order
--         of their ids; a purchase without product or numeric price is none. The purchase before the
--         three has to be less than an hour older than the last of them. A purchase is part of one
--         alert at most, so a price that stays low is told once

CREATE TEMPORARY VIEW purchases AS
SELECT
  id,
  event_time,
  EVENT_TEXT(body, 'keen.timestamp') AS time_text,
  EVENT_TEXT(body, 'product.id')     AS product_id,
  EVENT_NUMBER(body, 'price')        AS price
FROM events /*+ OPTIONS('topic-pattern' = '${topics.prefix}events\.purchases') */
WHERE EVENT_TEXT(body, 'product.id') IS NOT NULL
  AND EVENT_NUMBER(body, 'price') IS NOT NULL
  AND event_time IS NOT NULL;

INSERT INTO alerts (id, rule, key, first_time, last_time, events)
SELECT
  'price-mistake/' || product_id || '/' || first_time AS id,
  'price-mistake'                                     AS rule,
  product_id                                          AS key,
  first_time,
  last_time,
  events
FROM purchases
MATCH_RECOGNIZE (
  PARTITION BY product_id
  ORDER BY event_time, id
  MEASURES
    FIRST(mistaken.time_text) AS first_time,
    LAST(mistaken.time_text)  AS last_time,
    COUNT(mistaken.id)        AS events
  ONE ROW PER MATCH
  AFTER MATCH SKIP PAST LAST ROW
  PATTERN (usual mistaken{3}) WITHIN INTERVAL '1' HOUR
  DEFINE
    mistaken AS 5 * mistaken.price < usual.price
);
