-- Partitions of the metric history, made by the UTC day; what operators, pg_cron and the library call.
--
-- Names no schema; by hand and by Flyway as V001.

-- Makes the partitions of a day (UTC) where they are missing; whether any was. Losing a race is no error.
CREATE OR REPLACE FUNCTION create_metric_partition(day date) RETURNS boolean
  LANGUAGE plpgsql AS $$
DECLARE
  parent text;
  partition text;
  made boolean := false;
BEGIN
  FOREACH parent IN ARRAY ARRAY['metric_sample', 'metric_distribution', 'pipeline_measurement'] LOOP
    partition := parent || to_char(day, '_YYYY_MM_DD');
    IF to_regclass(partition) IS NULL THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
        partition, parent, day || ' 00:00:00+00', (day + 1) || ' 00:00:00+00');
      made := true;
    END IF;
  END LOOP;
  RETURN made;
END
$$;
