-- All events for good: Parquet files under <archive>/collection=…/day=yyyy-MM-dd/.
--
-- A file appears when a checkpoint completes and is whole and final from then on. Times are INT64
-- microseconds of UTC; the files call them TIMESTAMP without zone, as Flink's writer always does.
-- No partition may be NULL: Flink could not filter by partitions any more.
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
