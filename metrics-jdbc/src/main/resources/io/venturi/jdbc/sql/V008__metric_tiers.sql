-- Days and weeks (ISO, from Monday; UTC), each rolled up from the tier below: weeks from days, days from hours. SQL does the figures that add
-- up; sketches, and the quantiles that come from them, are merged by the library, which finds them by sketch_due.
--
-- Names no schema; by hand and by Flyway as V001. Functions are bound to the schema as in V003.

-- Takes up the days (or weeks) whose hours (or days) are all taken up: those are due of which an hour (or day) was written, as whoever wrote it noted.
-- Does nothing while another does.
CREATE OR REPLACE FUNCTION take_metric_periods(kind text, period text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
DECLARE
  unit text := CASE period WHEN 'daily' THEN 'day' WHEN 'weekly' THEN 'week' END;
  progress rollup_progress;
  from_time timestamptz;
  to_time timestamptz;
BEGIN
  SELECT * INTO progress FROM rollup_progress p WHERE p.kind = take_metric_periods.kind FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  from_time := coalesce(CASE period WHEN 'daily' THEN progress.days_until ELSE progress.weeks_until END, (
    SELECT date_trunc(unit, min(b.period_start), 'UTC') FROM aggregated_metrics b
     WHERE b.kind = take_metric_periods.kind AND b.period = CASE take_metric_periods.period WHEN 'daily' THEN 'hourly' ELSE 'daily' END));
  to_time := date_trunc(unit, CASE period WHEN 'daily' THEN progress.done_until ELSE progress.days_until END, 'UTC');
  IF from_time < to_time THEN
    IF period = 'daily' THEN
      UPDATE rollup_progress p SET days_until = to_time, updated_at = now() WHERE p.kind = take_metric_periods.kind;
    ELSE
      UPDATE rollup_progress p SET weeks_until = to_time, updated_at = now() WHERE p.kind = take_metric_periods.kind;
    END IF;
  END IF;
END
$$;

-- Writes the buckets of a day or a week, from those below; how many. A bucket with more in it, or, of measurements, a day or week with more,
-- stays: what is below has left since. Of measurements, buckets that other dimensions left are removed.
CREATE OR REPLACE FUNCTION write_metric_period(kind text, period text, period_start timestamptz, until timestamptz) RETURNS integer
  LANGUAGE plpgsql
  AS $$
#variable_conflict use_column
DECLARE
  buckets integer;
BEGIN
  WITH fresh AS MATERIALIZED (
    SELECT b.metric_name, b.dimensions, min(b.min_value) AS low, max(b.max_value) AS high, sum(b.sum_value ORDER BY b.period_start) AS total,
           sum(b.count_value)::bigint AS number, sum(b.increase ORDER BY b.period_start) AS increase,
           sum(b.damaged)::bigint AS damaged, bool_and(b.sketch IS NOT NULL OR b.sketch_due) AS sketches
      FROM aggregated_metrics b
     WHERE b.kind = write_metric_period.kind
       AND b.period = CASE write_metric_period.period WHEN 'daily' THEN 'hourly' ELSE 'daily' END
       AND b.period_start >= write_metric_period.period_start AND b.period_start < until
     GROUP BY b.metric_name, b.dimensions
  ), old AS (
    SELECT b.count_value FROM aggregated_metrics b
     WHERE b.kind = write_metric_period.kind AND b.period = write_metric_period.period AND b.period_start = write_metric_period.period_start
  ), whole AS (
    SELECT write_metric_period.kind <> 'measurements' OR
      coalesce((SELECT sum(number) FROM fresh), 0) >= coalesce((SELECT sum(count_value) FROM old), 0) AS all_there
  ), removed AS (
    DELETE FROM aggregated_metrics b
     WHERE b.kind = write_metric_period.kind AND b.period = write_metric_period.period AND b.period_start = write_metric_period.period_start
       AND b.kind = 'measurements' AND (SELECT all_there FROM whole)
       AND NOT EXISTS (SELECT FROM fresh WHERE fresh.metric_name = b.metric_name AND fresh.dimensions = b.dimensions)
  )
  INSERT INTO aggregated_metrics AS bucket (kind, metric_name, period, period_start, dimensions,
      min_value, max_value, avg_value, sum_value, count_value, increase, damaged, sketch_due)
    SELECT write_metric_period.kind, metric_name, write_metric_period.period, write_metric_period.period_start, dimensions,
           low, high, total / nullif(number, 0), total, number, increase, damaged, sketches
      FROM fresh WHERE (SELECT all_there FROM whole)
  ON CONFLICT (period, metric_name, period_start, dimensions_hash, kind) DO UPDATE
    SET min_value = excluded.min_value, max_value = excluded.max_value, avg_value = excluded.avg_value,
        sum_value = excluded.sum_value, count_value = excluded.count_value, increase = excluded.increase,
        damaged = excluded.damaged, sketch_due = excluded.sketch_due, sketch = NULL, p50 = NULL, p95 = NULL, p99 = NULL
    WHERE (bucket.kind = 'measurements' OR excluded.count_value >= bucket.count_value)
      -- What is as it was keeps its sketch.
      AND (bucket.min_value, bucket.max_value, bucket.sum_value, bucket.count_value, bucket.increase, bucket.damaged)
        IS DISTINCT FROM (excluded.min_value, excluded.max_value, excluded.sum_value, excluded.count_value, excluded.increase, excluded.damaged);
  GET DIAGNOSTICS buckets = ROW_COUNT;
  RETURN buckets;
END
$$;

-- Rolls up a day or a week that is due; how many buckets were written, besides those that are as they were. Null where something below it is to
-- be rolled up before, or somebody else rolls it up: then it stays due.
CREATE OR REPLACE FUNCTION roll_up_metric_period(kind text, period text, period_start timestamptz) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
DECLARE
  until timestamptz := period_start + CASE period WHEN 'daily' THEN interval '24 hours' WHEN 'weekly' THEN interval '168 hours' END;
  causes text[];
  buckets integer;
BEGIN
  IF EXISTS (SELECT FROM rollup_due due
              WHERE due.kind = roll_up_metric_period.kind AND (due.period = 'hourly' OR due.period = 'daily' AND roll_up_metric_period.period = 'weekly')
                AND due.period_start >= roll_up_metric_period.period_start AND due.period_start < until) THEN
    RETURN NULL;
  END IF;
  causes := begin_metric_rollup(kind, period, period_start);
  IF causes IS NULL THEN
    RETURN NULL;
  END IF;
  buckets := write_metric_period(kind, period, period_start, until);
  IF period = 'daily' AND buckets > 0 THEN
    INSERT INTO rollup_due (kind, period, period_start, cause)
      VALUES (roll_up_metric_period.kind, 'weekly', date_trunc('week', roll_up_metric_period.period_start, 'UTC'), 'late');
  END IF;
  RETURN buckets;
END
$$;

-- Rolls up days or weeks of all kinds, as aggregate_hourly_metrics() does hours; how many buckets were written.
CREATE OR REPLACE FUNCTION aggregate_metric_periods(period text) RETURNS integer
  LANGUAGE plpgsql
  AS $$
DECLARE
  of_kind text;
  period_start timestamptz;
  begun timestamptz := clock_timestamp();
  buckets integer := 0;
BEGIN
  FOREACH of_kind IN ARRAY ARRAY['samples', 'distributions', 'measurements'] LOOP
    PERFORM take_metric_periods(of_kind, period);
    FOR period_start IN SELECT * FROM due_metric_periods(of_kind, period) LOOP
      EXIT WHEN clock_timestamp() > begun + interval '20 s';
      buckets := buckets + coalesce(roll_up_metric_period(of_kind, period, period_start), 0);
    END LOOP;
  END LOOP;
  RETURN buckets;
END
$$;

-- Rolls up days (UTC) whose hours are all rolled up, and again those with an hour that was rolled up again; how many buckets were written. A call
-- begins no day after 20 s: call it until it returns 0 where much is left. A day that is not over has no buckets yet: its hours have.
CREATE OR REPLACE FUNCTION aggregate_daily_metrics() RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
BEGIN
  RETURN aggregate_metric_periods('daily');
END
$$;

-- The same for ISO weeks, from their days.
CREATE OR REPLACE FUNCTION aggregate_weekly_metrics() RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
BEGIN
  RETURN aggregate_metric_periods('weekly');
END
$$;

-- Bound to this schema; not for everybody.
DO $$
DECLARE
  made regprocedure;
BEGIN
  FOR made IN
    SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = current_schema() AND p.proname IN ('take_metric_periods', 'write_metric_period', 'roll_up_metric_period',
       'aggregate_metric_periods', 'aggregate_daily_metrics', 'aggregate_weekly_metrics')
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', made, current_schema());
    IF (SELECT prosecdef FROM pg_proc WHERE oid = made) THEN
      EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', made);
    END IF;
  END LOOP;
END
$$;
