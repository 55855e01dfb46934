-- Verdicts per inbound topic: how many records came and what became of their events.
--
-- Reads   ledger (tables/ledger.sql), the lines committed so far
-- Writes  nothing: prints its rows
-- Late    late events are a column
-- Exact   what ingest counted; ./millrace ledger verify recounts it. Of a ledger that was written at
--         least once, offsets that were read again count again

SET 'execution.runtime-mode' = 'batch';

SELECT
  `topic`,
  SUM(CASE WHEN part = 0 THEN record_count ELSE 0 END)  AS record_count,
  SUM(valid_count)                                      AS valid_count,
  SUM(duplicate_count)                                  AS duplicate_count,
  SUM(late_count)                                       AS late_count,
  SUM(rejected_count)                                   AS rejected_count,
  SUM(CASE WHEN part = 0 THEN missing_count ELSE 0 END) AS missing_count
FROM ledger
GROUP BY `topic`
ORDER BY `topic`;
