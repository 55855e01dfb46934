-- What rollup_distinct_statement_set.sql has, with sketches in place of all values, as somebody would
-- write it who knows DataSketches.
--
-- Reads   bought  (rollup_distinct_tables.sql)
-- Writes  minutely, hourly, daily
-- Late    see rollup_distinct_tables.sql
-- Exact   visitors and p95 are estimates, of the same sketches as ours beyond 256 visitors and 128 prices

CREATE TEMPORARY FUNCTION distinct_estimate
AS 'io.millrace.benchmarks.rollup.DistinctEstimate';

CREATE TEMPORARY FUNCTION percentile_95_estimate
AS 'io.millrace.benchmarks.rollup.Percentile95Estimate';

INSERT INTO minutely (interval_start, kind, country, purchases, total, lowest, highest, visitors, p95)
SELECT
  window_start,
  kind,
  country,
  COUNT(*),
  SUM(price),
  MIN(price),
  MAX(price),
  distinct_estimate(visitor),
  percentile_95_estimate(price)
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
  distinct_estimate(visitor),
  percentile_95_estimate(price)
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
  distinct_estimate(visitor),
  percentile_95_estimate(price)
FROM TUMBLE(DATA => TABLE bought, TIMECOL => DESCRIPTOR(bought_at), SIZE => INTERVAL '1' DAY)
GROUP BY window_start, window_end, kind, country;
