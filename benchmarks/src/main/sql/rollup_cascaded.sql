-- Count, sum, least and greatest price per kind and country: minutes over every event, hours over
-- minutes, days over hours.
--
-- Reads   bought  (rollup_tables.sql)
-- Writes  minutely, hourly, daily
-- Late    see rollup_tables.sql
-- Exact   see rollup_tables.sql

CREATE TEMPORARY VIEW per_minute AS
SELECT
  window_start AS interval_start,
  window_time  AS closed_at,
  kind,
  country,
  COUNT(*)     AS purchases,
  SUM(price)   AS total,
  MIN(price)   AS lowest,
  MAX(price)   AS highest
FROM TUMBLE(DATA => TABLE bought, TIMECOL => DESCRIPTOR(bought_at), SIZE => INTERVAL '1' MINUTE)
GROUP BY window_start, window_end, window_time, kind, country;

CREATE TEMPORARY VIEW per_hour AS
SELECT
  window_start   AS interval_start,
  window_time    AS closed_at,
  kind,
  country,
  SUM(purchases) AS purchases,
  SUM(total)     AS total,
  MIN(lowest)    AS lowest,
  MAX(highest)   AS highest
FROM TUMBLE(DATA => TABLE per_minute, TIMECOL => DESCRIPTOR(closed_at), SIZE => INTERVAL '1' HOUR)
GROUP BY window_start, window_end, window_time, kind, country;

INSERT INTO minutely (interval_start, kind, country, purchases, total, lowest, highest)
SELECT interval_start, kind, country, purchases, total, lowest, highest FROM per_minute;

INSERT INTO hourly (interval_start, kind, country, purchases, total, lowest, highest)
SELECT interval_start, kind, country, purchases, total, lowest, highest FROM per_hour;

INSERT INTO daily (interval_start, kind, country, purchases, total, lowest, highest)
SELECT window_start, kind, country, SUM(purchases), SUM(total), MIN(lowest), MAX(highest)
FROM TUMBLE(DATA => TABLE per_hour, TIMECOL => DESCRIPTOR(closed_at), SIZE => INTERVAL '1' DAY)
GROUP BY window_start, window_end, kind, country;
