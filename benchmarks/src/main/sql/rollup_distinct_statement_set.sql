-- What rollup_statement_set.sql has, how many different visitors there were and the 95th percentile of
-- the price: three window aggregations, each over every event.
--
-- Reads   bought  (rollup_distinct_tables.sql)
-- Writes  minutely, hourly, daily
-- Late    see rollup_distinct_tables.sql
-- Exact   all but the doubles: every visitor and every price is kept while its window is open

INSERT INTO minutely (interval_start, kind, country, purchases, total, lowest, highest, visitors, p95)
SELECT
  window_start,
  kind,
  country,
  COUNT(*),
  SUM(price),
  MIN(price),
  MAX(price),
  CAST(COUNT(DISTINCT visitor) AS DOUBLE),
  PERCENTILE(price, 0.95)
FROM TUMBLE(DATA => TABLE bought, TIMECOL => DESCRIPTOR(bought_at), SIZE => INTERVAL '1' MINUTE)
GROUP BY window_start, window_end, kind, country;

INSERT INTO hourly (interval_start, kind, country, purchases, total, lowest, highest, visitors, p95)
SELECT
  window_start,
  kind,
  country,
  COUNT(*),
  SUM(price),
  MIN(price),
  MAX(price),
  CAST(COUNT(DISTINCT visitor) AS DOUBLE),
  PERCENTILE(price, 0.95)
FROM TUMBLE(DATA => TABLE bought, TIMECOL => DESCRIPTOR(bought_at), SIZE => INTERVAL '1' HOUR)
GROUP BY window_start, window_end, kind, country;

INSERT INTO daily (interval_start, kind, country, purchases, total, lowest, highest, visitors, p95)
SELECT
  window_start,
  kind,
  country,
  COUNT(*),
  SUM(price),
  MIN(price),
  MAX(price),
  CAST(COUNT(DISTINCT visitor) AS DOUBLE),
  PERCENTILE(price, 0.95)
FROM TUMBLE(DATA => TABLE bought, TIMECOL => DESCRIPTOR(bought_at), SIZE => INTERVAL '1' DAY)
GROUP BY window_start, window_end, kind, country;
