-- All events for good: Parquet files under <archive>/collection=…/day=yyyy-MM-dd/.
--
-- A file appears when a checkpoint completes and is whole and final from then on. Times are stored
-- as INT64 microseconds of UTC, which every reader of Parquet knows.
CREATE TEMPORARY TABLE archive (
  id STRING,
  event_time TIMESTAMP_LTZ(3),
  body STRING,
  collection STRING,
  `day` STRING
) PARTITIONED BY (collection, `day`) WITH (
  'connector' = 'filesystem',
  'path' = '${archive.path}',
  'format' = 'parquet',
  'parquet.write.int64.timestamp' = 'true',
  'parquet.timestamp.time.unit' = 'micros',
  'parquet.utc-timezone' = 'true',
  'parquet.compression' = 'ZSTD'
);
