-- Purchases and revenue per product category and hour of event time.
--
-- Reads   events (tables/events.sql), only the topic events.purchases
-- Writes  purchases_per_category (tables/purchases_per_category.sql), once per category and hour,
--         when the watermark passes the hour's end
-- Late    an event whose hour the watermark has passed is not counted here; the archive and the
--         rollup job have it
-- Exact   revenue is the exact decimal sum; a purchase without a numeric price counts with no
--         price; one without category, or with null for it, is counted under \absent

CREATE TEMPORARY VIEW purchases AS
SELECT
  event_time,
  COALESCE(EVENT_TEXT(body, 'product.category'), '\absent') AS category,
  EVENT_NUMBER(body, 'price')                               AS price
FROM events /*+ OPTIONS('topic-pattern' = '${topics.prefix}events\.purchases') */
WHERE event_time IS NOT NULL;

INSERT INTO purchases_per_category (category, hour_start, purchase_count, price_sum)
SELECT
  category,
  CAST(window_start AS TIMESTAMP_LTZ(3)) AS hour_start,
  COUNT(*)                               AS purchase_count,
  COALESCE(SUM(price), 0)                AS price_sum
FROM TUMBLE(DATA => TABLE purchases, TIMECOL => DESCRIPTOR(event_time), SIZE => INTERVAL '1' HOUR)
GROUP BY category, window_start, window_end;
