-- Count, sum, least and greatest price per kind and country: three window aggregations, each over
-- every event.
--
-- Reads   bought  (rollup_tables.sql)
-- Writes  minutely, hourly, daily
-- Late    see rollup_tables.sql
-- Exact   see rollup_tables.sql

INSERT INTO minutely (interval_start, kind, country, purchases, total, lowest, highest)
SELECT window_start, kind, country, COUNT(*), SUM(price), MIN(price), MAX(price)
FROM TUMBLE(DATA => TABLE bought, TIMECOL => DESCRIPTOR(bought_at), SIZE => INTERVAL '1' MINUTE)
GROUP BY window_start, window_end, kind, country;

INSERT INTO hourly (interval_start, kind, country, purchases, total, lowest, highest)
SELECT window_start, kind, country, COUNT(*), SUM(price), MIN(price), MAX(price)
FROM TUMBLE(DATA => TABLE bought, TIMECOL => DESCRIPTOR(bought_at), SIZE => INTERVAL '1' HOUR)
GROUP BY window_start, window_end, kind, country;

INSERT INTO daily (interval_start, kind, country, purchases, total, lowest, highest)
SELECT window_start, kind, country, COUNT(*), SUM(price), MIN(price), MAX(price)
FROM TUMBLE(DATA => TABLE bought, TIMECOL => DESCRIPTOR(bought_at), SIZE => INTERVAL '1' DAY)
GROUP BY window_start, window_end, kind, country;
