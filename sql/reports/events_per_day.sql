-- Events per collection and day: how much there is, and whether ids repeat.
--
-- Reads   archive (tables/archive.sql), the files committed so far
-- Writes  nothing: prints its rows
-- Late    whatever has been archived is counted
-- Exact   both counts are true counts, not estimates

SET 'execution.runtime-mode' = 'batch';

SELECT
  collection,
  `day`,
  COUNT(*)           AS event_count,
  COUNT(DISTINCT id) AS id_count
FROM archive
GROUP BY collection, `day`
ORDER BY collection, `day`;
