-- What ingest says it did: topic ledger, a line per inbound partition, checkpoint and part.
--
-- Columns topic, topic_partition   the inbound partition
--         from_offset, to_offset   from which offset to before which
--         record_count, event_count, missing_count  of the range, the same in each of its parts
--         part, part_count         which part this is, and of how many
--         rejected_count, late_count, duplicate_count, valid_count  events of this part
--         frontier                 greatest event time so far, yyyy-MM-ddTHH:mm:ss.SSSZ
--         checkpoint, run, guarantee  docs/ledger.md
CREATE TEMPORARY TABLE ledger_lines (
  `topic` STRING,
  `partition` INT,
  `from` BIGINT,
  `to` BIGINT,
  records BIGINT,
  events BIGINT,
  missing BIGINT,
  part INT,
  parts INT,
  rejected BIGINT,
  late BIGINT,
  duplicate BIGINT,
  valid BIGINT,
  frontier STRING,
  checkpoint BIGINT,
  run STRING,
  guarantee STRING
) WITH (
  'connector' = 'kafka',
  ${kafka_options},
  'properties.group.id' = 'millrace-sql-${script}',
  'properties.isolation.level' = 'read_committed',
  'topic' = '${topics.prefix}ledger',
  'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = '${bounded:-unbounded}',
  'format' = 'json'
);

CREATE TEMPORARY VIEW ledger AS
SELECT
  `topic`,
  `partition` AS topic_partition,
  `from`      AS from_offset,
  `to`        AS to_offset,
  records     AS record_count,
  events      AS event_count,
  missing     AS missing_count,
  part,
  parts       AS part_count,
  rejected    AS rejected_count,
  late        AS late_count,
  duplicate   AS duplicate_count,
  valid       AS valid_count,
  frontier,
  checkpoint,
  run,
  guarantee
FROM ledger_lines;
