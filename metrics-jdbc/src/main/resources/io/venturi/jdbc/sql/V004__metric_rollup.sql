-- Hourly roll-up of samples and measurements, in SQL, so that pg_cron or an operator can do it where no library runs. What
-- histograms saw is not rolled up here: merging sketches is the library's.
--
-- Names no schema; by hand and by Flyway as V001. Functions are bound to the schema as in V003.

-- The tags that measurements are rolled up by; all others, such as batch_size, would make buckets of one measurement each.
CREATE TABLE IF NOT EXISTS measurement_dimension (
  tag text PRIMARY KEY
);
INSERT INTO measurement_dimension (tag) VALUES ('queue'), ('api'), ('success'), ('worker'), ('entity'), ('source'), ('table')
ON CONFLICT DO NOTHING;

-- A series' dimensions in roll-ups: its labels, and its runtime's name and component_type under those keys. A label that has one
-- of these keys gets exported_ before it, as in Prometheus, and one that looks like that another exported_: so different series
-- never have the same dimensions.
CREATE OR REPLACE FUNCTION metric_series_dimensions(runtime_name text, component_type text, labels jsonb) RETURNS jsonb
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (
    SELECT coalesce(jsonb_object_agg(
        CASE WHEN label.key ~ '^(exported_)*(runtime|component_type)$' THEN 'exported_' || label.key ELSE label.key END, label.value), '{}')
      FROM jsonb_each(labels) label
  ) || jsonb_build_object('runtime', runtime_name, 'component_type', component_type);

-- The whole hours that can be rolled up, of which none ended less than 10 minutes ago; both null where there is none. Keeps
-- others from rolling up the same until the transaction ends, and finds nothing while they do.
CREATE OR REPLACE FUNCTION begin_hourly_rollup(kind text, source name, OUT from_hour timestamptz, OUT to_hour timestamptz)
  LANGUAGE plpgsql
  AS $$
DECLARE
  oldest timestamptz;
BEGIN
  SELECT min(p.lower_bound) INTO oldest FROM metric_partitions() p WHERE p.parent = source;
  IF oldest = '-infinity' THEN -- somebody's; then what is in it says from when
    EXECUTE format('SELECT min(%I) FROM %I.%I', CASE source WHEN 'metric_sample' THEN 'ts' ELSE 'timestamp' END,
      current_schema(), source) INTO oldest;
  END IF;
  IF oldest IS NULL THEN
    RETURN;
  END IF;
  INSERT INTO rollup_progress AS progress (kind, done_until) VALUES (begin_hourly_rollup.kind, date_trunc('hour', oldest, 'UTC'))
    ON CONFLICT DO NOTHING;
  -- What has no partition any more has no hours to roll up.
  SELECT greatest(progress.done_until, date_trunc('hour', oldest, 'UTC')) INTO from_hour
    FROM rollup_progress progress WHERE progress.kind = begin_hourly_rollup.kind FOR NO KEY UPDATE SKIP LOCKED;
  to_hour := date_trunc('hour', clock_timestamp() - interval '10 minutes', 'UTC');
  IF from_hour IS NULL OR from_hour >= to_hour THEN
    from_hour := NULL;
    to_hour := NULL;
  END IF;
END
$$;

-- Rolls up the samples of an hour; how many buckets. What is no number to calculate with (NaN, infinite, beyond 1e290) is left out.
-- A counter's increase counts each step from sample to sample, the first from the last sample before the hour; a fall is a restart
-- from 0. It is null where there was no step.
CREATE OR REPLACE FUNCTION roll_up_sample_hour(hour timestamptz) RETURNS integer
  LANGUAGE plpgsql
  AS $$
DECLARE
  buckets integer;
BEGIN
  INSERT INTO aggregated_metrics AS bucket (metric_name, period, period_start, dimensions,
      min_value, max_value, avg_value, sum_value, count_value, increase)
    WITH step AS (
      SELECT s.series_id, s.value, lag(s.value) OVER (PARTITION BY s.series_id ORDER BY s.ts, s.value) AS before
        FROM metric_sample s
       WHERE s.ts >= hour AND s.ts < hour + interval '1 hour' AND s.value BETWEEN -1e290 AND 1e290
    ), figures AS (
      SELECT series_id, min(value) AS low, max(value) AS high, sum(value) AS total, count(*) AS samples,
             min(value) FILTER (WHERE before IS NULL) AS first_value,
             sum(CASE WHEN value >= before THEN value - before ELSE value END) FILTER (WHERE before IS NOT NULL) AS steps
        FROM step GROUP BY series_id
    ), of_series AS (
      SELECT series.metric_name, metric_series_dimensions(r.name, r.component_type, series.labels) AS dimensions, figures.*,
             CASE WHEN series.metric_type = 'counter' AND (steps IS NOT NULL OR earlier.value IS NOT NULL) THEN
               coalesce(steps, 0) + coalesce(
                 CASE WHEN first_value >= earlier.value THEN first_value - earlier.value
                      WHEN first_value < earlier.value THEN first_value END, 0) END AS increase
        FROM figures
        JOIN metric_series series USING (series_id)
        JOIN runtime r USING (runtime_id)
        LEFT JOIN LATERAL (
          SELECT s.value FROM metric_sample s
           WHERE series.metric_type = 'counter' AND s.series_id = figures.series_id AND s.ts < hour
             AND s.value BETWEEN -1e290 AND 1e290
           ORDER BY s.ts DESC, s.value DESC LIMIT 1) earlier ON true
    )
    -- Types aside, dimensions tell series apart; one that changed its type within the hour is one bucket.
    SELECT metric_name, 'hourly', hour, dimensions,
           min(low), max(high), sum(total) / sum(samples)::double precision, sum(total), sum(samples)::bigint, sum(increase)
      FROM of_series GROUP BY metric_name, dimensions
  ON CONFLICT (period, metric_name, period_start, dimensions_hash) DO UPDATE
    SET min_value = excluded.min_value, max_value = excluded.max_value, avg_value = excluded.avg_value,
        sum_value = excluded.sum_value, count_value = excluded.count_value, increase = excluded.increase;
  GET DIAGNOSTICS buckets = ROW_COUNT;
  RETURN buckets;
END
$$;

-- Rolls up the measurements of an hour by their dimension tags; how many buckets.
CREATE OR REPLACE FUNCTION roll_up_measurement_hour(hour timestamptz) RETURNS integer
  LANGUAGE plpgsql
  AS $$
DECLARE
  dimension_tags text[] := ARRAY(SELECT tag FROM measurement_dimension);
  buckets integer;
BEGIN
  INSERT INTO aggregated_metrics AS bucket (metric_name, period, period_start, dimensions,
      min_value, max_value, avg_value, sum_value, count_value, p50, p95, p99)
    WITH figures AS (
      SELECT m.metric_name, d.dimensions, min(m.metric_value) AS low, max(m.metric_value) AS high, sum(m.metric_value) AS total,
             count(*) AS measurements,
             percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY m.metric_value) AS quantiles
        FROM pipeline_measurement m
       CROSS JOIN LATERAL (
         SELECT coalesce(jsonb_object_agg(tag.key, tag.value), '{}') AS dimensions
           FROM jsonb_each_text(m.tags) tag WHERE tag.key = ANY (dimension_tags) AND tag.value IS NOT NULL) d
       WHERE m."timestamp" >= hour AND m."timestamp" < hour + interval '1 hour' AND m.metric_value BETWEEN -1e290 AND 1e290
       GROUP BY m.metric_name, d.dimensions
    )
    SELECT metric_name, 'hourly', hour, dimensions, low, high, total / measurements, total, measurements,
           quantiles[1], quantiles[2], quantiles[3]
      FROM figures
  ON CONFLICT (period, metric_name, period_start, dimensions_hash) DO UPDATE
    SET min_value = excluded.min_value, max_value = excluded.max_value, avg_value = excluded.avg_value,
        sum_value = excluded.sum_value, count_value = excluded.count_value,
        p50 = excluded.p50, p95 = excluded.p95, p99 = excluded.p99;
  GET DIAGNOSTICS buckets = ROW_COUNT;
  RETURN buckets;
END
$$;

-- Rolls up complete hours (UTC) of samples and measurements that are not yet rolled up; how many buckets were written. One call
-- takes 48 hours of each at most, besides empty ones, and begins no hour after 20 s: call it until it returns 0 where much is left.
-- Calls at once do not wait for each other.
CREATE OR REPLACE FUNCTION aggregate_hourly_metrics() RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
DECLARE
  task record;
  hours record;
  hour timestamptz;
  begun timestamptz := clock_timestamp();
  of_hour integer;
  written_hours integer;
  buckets integer := 0;
BEGIN
  FOR task IN SELECT * FROM (VALUES ('samples', 'metric_sample'), ('measurements', 'pipeline_measurement')) t (kind, source) LOOP
    SELECT * INTO hours FROM begin_hourly_rollup(task.kind, task.source);
    hour := hours.from_hour;
    written_hours := 0;
    WHILE hour < hours.to_hour AND written_hours < 48 AND clock_timestamp() < begun + interval '20 s' LOOP
      of_hour := CASE task.kind WHEN 'samples' THEN roll_up_sample_hour(hour) ELSE roll_up_measurement_hour(hour) END;
      buckets := buckets + of_hour;
      written_hours := written_hours + sign(of_hour)::integer;
      hour := hour + interval '1 hour';
    END LOOP;
    UPDATE rollup_progress progress SET done_until = hour, updated_at = now()
     WHERE progress.kind = task.kind AND progress.done_until < hour;
  END LOOP;
  RETURN buckets;
END
$$;

-- Bound to this schema; not for everybody.
DO $$
DECLARE
  made regprocedure;
BEGIN
  FOR made IN
    SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = current_schema() AND p.proname IN ('begin_hourly_rollup', 'roll_up_sample_hour', 'roll_up_measurement_hour',
       'aggregate_hourly_metrics')
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', made, current_schema());
    IF (SELECT prosecdef FROM pg_proc WHERE oid = made) THEN
      EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', made);
    END IF;
  END LOOP;
END
$$;
