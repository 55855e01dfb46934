-- What the SQL peers of bench rollup-distinct read and write.
--
-- Reads   the collection's topic, of which only the columns that a query needs are declared
-- Writes  one table per interval: a blackhole, a file to compare, or Cassandra
-- Late    nothing is: every partition is in order, and each has its own watermark
-- Exact   numbers are doubles, which cost least

CREATE TEMPORARY TABLE purchase_events (
  keen ROW<`timestamp` TIMESTAMP_LTZ(3)>,
  kind STRING,
  `user` ROW<id STRING, country STRING>,
  price DOUBLE,
  bought_at AS keen.`timestamp`,
  WATERMARK FOR bought_at AS bought_at
) WITH (
  'connector' = 'kafka',
  'topic' = '${topic}',
  'properties.bootstrap.servers' = '${bootstrap}',
  'properties.group.id' = 'bench',
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601',
  'json.decode.json-parser.enabled' = 'true'
  ${fetches}
);

CREATE TEMPORARY VIEW bought AS
SELECT kind, `user`.country AS country, `user`.id AS visitor, price, bought_at FROM purchase_events;

CREATE TEMPORARY TABLE minutely (
  interval_start TIMESTAMP(3),
  kind STRING,
  country STRING,
  purchases BIGINT,
  total DOUBLE,
  lowest DOUBLE,
  highest DOUBLE,
  visitors DOUBLE,
  p95 DOUBLE,
  PRIMARY KEY (interval_start, kind, country) NOT ENFORCED
) WITH (${minutely});

CREATE TEMPORARY TABLE hourly WITH (${hourly}) LIKE minutely (EXCLUDING OPTIONS);

CREATE TEMPORARY TABLE daily WITH (${daily}) LIKE minutely (EXCLUDING OPTIONS);
