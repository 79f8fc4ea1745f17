-- Hourly roll-up of samples and measurements, in SQL, so that pg_cron or an operator can do it where no library runs. What
-- histograms saw is not rolled up here: merging sketches is the library's. Days and weeks are in V008.
--
-- Names no schema; by hand and by Flyway as V001. Functions are bound to the schema as in V003.
--
-- Nothing that is stored late through the library, the API or the views is left out, however long its transaction takes; whoever writes
-- the relations themselves calls note_metric_hours(kind, times). A writer holds the lock of an
-- hour, shared, from before it looks whether the hour is taken up until its transaction ends; or, where it is taken up, or the lock is not to be
-- had at once, it leaves a note. The roll-up takes an hour up first, and reads it when it had the lock for itself
-- after that: then whoever comes without a note has committed, and whoever comes later leaves one. Nobody waits for a lock.

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

-- The measurements of an hour that can be calculated with (not NaN, infinite, or beyond 1e290), and their dimensions.
CREATE OR REPLACE FUNCTION dimensioned_measurements(hour timestamptz, OUT metric_name text, OUT dimensions jsonb, OUT metric_value double precision)
  RETURNS SETOF record
  LANGUAGE sql STABLE
  AS $$
  SELECT m.metric_name, d.dimensions, m.metric_value
    FROM pipeline_measurement m
   CROSS JOIN LATERAL (
     SELECT coalesce(jsonb_object_agg(tag.key, tag.value), '{}') AS dimensions
       FROM jsonb_each_text(m.tags) tag
      WHERE tag.key IN (SELECT chosen.tag FROM measurement_dimension chosen) AND tag.value IS NOT NULL) d
   WHERE m."timestamp" >= dimensioned_measurements.hour AND m."timestamp" < dimensioned_measurements.hour + interval '1 hour'
     AND m.metric_value BETWEEN -1e290 AND 1e290
$$;

-- The advisory lock of an hour, a day or a week: who writes has that of the hour, shared, who rolls up has it alone.
CREATE OR REPLACE FUNCTION rollup_lock(kind text, period text, period_start timestamptz) RETURNS bigint
  LANGUAGE plpgsql STABLE
  AS $$
BEGIN
  RETURN hashtextextended(format('io.venturi.jdbc.store/rollup/%s/%s/%s/%s', current_schema(), kind, period, extract(epoch FROM period_start)), 0);
END
$$;

-- Says that the transaction stores, or has stored, records of these hours. To be called before or after that, in READ COMMITTED with
-- locks where they can be had; without them, and for what is rolled up already, by notes. Both end with the transaction, or
-- with its savepoint.
CREATE OR REPLACE FUNCTION note_metric_hours(kind text, times timestamptz[], may_lock boolean DEFAULT true) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
DECLARE
  -- Further ahead no partitions are made.
  hours timestamptz[] := ARRAY(SELECT DISTINCT date_trunc('hour', t, 'UTC') FROM unnest(times) t
                                WHERE isfinite(t) AND t < clock_timestamp() + interval '768 hours');
  -- Locks are for the few hours of now. Another isolation would not show what was taken up since the transaction began.
  locks boolean := may_lock AND cardinality(hours) <= 16 AND current_setting('transaction_isolation') = 'read committed';
  done timestamptz := (SELECT p.done_until FROM rollup_progress p WHERE p.kind = note_metric_hours.kind);
  noted timestamptz[] := '{}';
  locked timestamptz[] := '{}';
  hour timestamptz;
BEGIN
  FOREACH hour IN ARRAY hours LOOP
    IF locks AND hour < done IS NOT TRUE AND pg_try_advisory_xact_lock_shared(rollup_lock(kind, 'hourly', hour)) THEN
      locked := locked || hour;
    ELSE
      noted := noted || hour;
    END IF;
  END LOOP;
  IF locked <> '{}' THEN -- now that they are ours
    SELECT p.done_until INTO done FROM rollup_progress p WHERE p.kind = note_metric_hours.kind;
    noted := noted || ARRAY(SELECT t FROM unnest(locked) t WHERE t < done);
  END IF;
  IF noted <> '{}' THEN
    INSERT INTO rollup_due (kind, period, period_start, cause) SELECT note_metric_hours.kind, 'hourly', t, 'late' FROM unnest(noted) t;
  END IF;
  RETURN cardinality(noted);
END
$$;

-- The times of the partitions that have rows.
CREATE OR REPLACE FUNCTION filled_metric_partitions(source name, time_column name) RETURNS tstzmultirange
  LANGUAGE plpgsql VOLATILE
  AS $$
DECLARE
  part record;
  used boolean;
  filled tstzmultirange := '{}';
BEGIN
  FOR part IN SELECT p.lower_bound, p.upper_bound FROM metric_partitions() p WHERE p.parent = source LOOP
    IF part.lower_bound IS NULL THEN -- a default partition of somebody's
      RETURN '{(,)}';
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I WHERE %3$I >= $1 AND %3$I < $2)', current_schema(), source, time_column)
      USING part.lower_bound, part.upper_bound INTO used;
    IF used THEN
      filled := filled + tstzmultirange(tstzrange(part.lower_bound, part.upper_bound));
    END IF;
  END LOOP;
  RETURN filled;
END
$$;

-- Takes up the whole hours (UTC) that ended 10 minutes ago or longer, or before an earlier time that is given; to roll them up is due from then on, but for
-- those without a partition that has rows. 1000 at a time, as it locks them all, and a server has some thousand locks; whether more are left. Does
-- nothing while another does.
CREATE OR REPLACE FUNCTION take_metric_hours(kind text, ended_before timestamptz DEFAULT NULL) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
DECLARE
  source name := CASE kind WHEN 'samples' THEN 'metric_sample' WHEN 'distributions' THEN 'metric_distribution'
    WHEN 'measurements' THEN 'pipeline_measurement' END;
  time_column name := CASE kind WHEN 'measurements' THEN 'timestamp' ELSE 'ts' END;
  last_hour timestamptz := date_trunc('hour', least(clock_timestamp() - interval '10 minutes', ended_before), 'UTC');
  to_hour timestamptz;
  oldest timestamptz;
  from_hour timestamptz;
  filled tstzmultirange;
  hours timestamptz[];
  empty_hours timestamptz[];
BEGIN
  SELECT min(p.lower_bound) INTO oldest FROM metric_partitions() p WHERE p.parent = source;
  IF oldest = '-infinity' THEN -- somebody's; then what is in it says from when
    EXECUTE format('SELECT min(%I) FROM %I.%I', time_column, current_schema(), source) INTO oldest;
  END IF;
  IF oldest IS NULL THEN
    RETURN false;
  END IF;
  -- Also from before the oldest partition: somebody may just make one of any day that may have one, and write to it.
  oldest := least(date_trunc('hour', oldest, 'UTC'), ((metric_partition_window()).first_day - 1)::timestamp AT TIME ZONE 'UTC');
  IF NOT EXISTS (SELECT FROM rollup_progress p WHERE p.kind = take_metric_hours.kind) THEN
    INSERT INTO rollup_progress AS progress (kind, done_until) VALUES (take_metric_hours.kind, oldest) ON CONFLICT DO NOTHING;
  END IF;
  SELECT greatest(p.done_until, oldest) INTO from_hour
    FROM rollup_progress p WHERE p.kind = take_metric_hours.kind FOR NO KEY UPDATE SKIP LOCKED;
  to_hour := least(last_hour, from_hour + interval '1000 hours');
  IF from_hour < to_hour THEN
    UPDATE rollup_progress p SET done_until = to_hour, updated_at = now() WHERE p.kind = take_metric_hours.kind;
    hours := ARRAY(SELECT generate_series(from_hour, to_hour - interval '1 hour', interval '1 hour'));
    -- Nothing is in these once their locks are ours, unless it came between.
    filled := filled_metric_partitions(source, time_column);
    empty_hours := ARRAY(
      SELECT hour FROM unnest(hours) hour
       WHERE CASE WHEN tstzrange(hour, hour + interval '1 hour') && filled THEN false
                  ELSE pg_try_advisory_xact_lock(rollup_lock(kind, 'hourly', hour)) END);
    IF empty_hours <> '{}' THEN
      PERFORM see_new_metric_partitions();
      filled := filled_metric_partitions(source, time_column);
    END IF;
    INSERT INTO rollup_due (kind, period, period_start, cause)
      SELECT take_metric_hours.kind, 'hourly', hour, 'first' FROM unnest(hours) hour
       WHERE hour <> ALL (empty_hours) OR tstzrange(hour, hour + interval '1 hour') && filled;
  END IF;
  RETURN coalesce(from_hour < to_hour AND to_hour < last_hour, false);
END
$$;

-- The hours, days or weeks that are taken up and to be rolled up: first those that never were.
CREATE OR REPLACE FUNCTION due_metric_periods(kind text, period text) RETURNS SETOF timestamptz
  LANGUAGE plpgsql VOLATILE
  AS $$
BEGIN
  RETURN QUERY
    SELECT due.period_start FROM rollup_due due JOIN rollup_progress p ON p.kind = due.kind
     WHERE due.kind = due_metric_periods.kind AND due.period = due_metric_periods.period
       AND due.period_start < CASE due.period WHEN 'hourly' THEN p.done_until WHEN 'daily' THEN p.days_until ELSE p.weeks_until END
     GROUP BY due.period_start ORDER BY bool_or(due.cause = 'first') DESC, due.period_start;
END
$$;

-- Waits until these transactions, whose rows are to be seen already, have told other sessions of the partitions that they attached, too: a server does so
-- a moment later, before it gives their locks up.
CREATE OR REPLACE FUNCTION await_metric_writers(xacts xid8[]) RETURNS void
  LANGUAGE plpgsql
  AS $$
BEGIN
  WHILE EXISTS (
      SELECT FROM pg_locks l JOIN unnest(xacts) writer ON l.transactionid = writer::xid
       WHERE l.locktype = 'transactionid' AND writer IS DISTINCT FROM pg_current_xact_id_if_assigned()) LOOP
    PERFORM pg_sleep(0.001);
  END LOOP;
END
$$;

-- Takes the lock of an hour, a day or a week, and the notes of it: what they tell of is there to be read by the statements that follow.
-- What caused them; null where somebody else has the lock, or there is no note any more.
CREATE OR REPLACE FUNCTION begin_metric_rollup(kind text, period text, period_start timestamptz) RETURNS text[]
  LANGUAGE plpgsql
  AS $$
DECLARE
  causes text[];
  writers xid8[];
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_transaction_state',
      MESSAGE = format('metrics are rolled up in READ COMMITTED only, and this transaction is %s',
        upper(current_setting('transaction_isolation'))),
      HINT = 'It would not see what was stored meanwhile: BEGIN ISOLATION LEVEL READ COMMITTED.';
  END IF;
  IF pg_try_advisory_xact_lock(rollup_lock(kind, period, period_start)) THEN
    WITH taken AS (
      DELETE FROM rollup_due due
       WHERE due.kind = begin_metric_rollup.kind AND due.period = begin_metric_rollup.period
         AND due.period_start = begin_metric_rollup.period_start RETURNING due.cause, due.xact)
    SELECT array_agg(taken.cause), array_agg(DISTINCT taken.xact) INTO causes, writers FROM taken;
    IF period = 'hourly' AND causes IS NOT NULL THEN
      PERFORM await_metric_writers(writers);
      PERFORM see_new_metric_partitions();
    END IF;
  END IF;
  RETURN causes;
END
$$;

-- Rolls up the samples of an hour; how many buckets. What is no number to calculate with (NaN, infinite, beyond 1e290) is left out.
-- A counter's increase counts each step from sample to sample, the first from the last sample before the hour, or, where that is dropped, from its
-- value as the bucket has it; a fall is a restart from 0. It is null where there was no step. A bucket with more in it, of records that are dropped
-- since, stays.
CREATE OR REPLACE FUNCTION roll_up_sample_hour(hour timestamptz) RETURNS integer
  LANGUAGE plpgsql
  AS $$
DECLARE
  buckets integer;
BEGIN
  INSERT INTO aggregated_metrics AS bucket (kind, metric_name, period, period_start, dimensions,
      min_value, max_value, avg_value, sum_value, count_value, increase, value_before)
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
      SELECT series.metric_name, named.dimensions, figures.*, earlier.value AS value_before,
             CASE WHEN series.metric_type = 'counter' AND (steps IS NOT NULL OR earlier.value IS NOT NULL) THEN
               coalesce(steps, 0) + coalesce(
                 CASE WHEN first_value >= earlier.value THEN first_value - earlier.value
                      WHEN first_value < earlier.value THEN first_value END, 0) END AS increase
        FROM figures
        JOIN metric_series series USING (series_id)
        JOIN runtime r USING (runtime_id)
       CROSS JOIN LATERAL (SELECT metric_series_dimensions(r.name, r.component_type, series.labels) AS dimensions) named
       CROSS JOIN LATERAL (
         SELECT CASE WHEN series.metric_type = 'counter' THEN (
           SELECT before.value FROM (
             -- What is older than the last that was dropped was not the last value before the hour.
             SELECT b.value_before AS value, 1 AS turn FROM aggregated_metrics b
              WHERE b.kind = 'samples' AND b.period = 'hourly' AND b.metric_name = series.metric_name AND b.period_start = hour
                AND b.dimensions_hash = metric_hash(named.dimensions::text) AND b.value_before IS NOT NULL
             UNION ALL (
             SELECT s.value, CASE WHEN s.ts < (SELECT dropped_until FROM retention WHERE kind = 'raw') THEN 2 ELSE 0 END FROM metric_sample s
              WHERE s.series_id = figures.series_id AND s.ts < hour AND s.value BETWEEN -1e290 AND 1e290
              ORDER BY s.ts DESC, s.value DESC LIMIT 1)) before
            ORDER BY before.turn LIMIT 1) END AS value) earlier
    )
    -- Types aside, dimensions tell series apart; one that changed its type within the hour is one bucket.
    SELECT 'samples', metric_name, 'hourly', hour, dimensions,
           min(low), max(high), sum(total ORDER BY series_id) / sum(samples)::double precision, sum(total ORDER BY series_id), sum(samples)::bigint,
           sum(increase ORDER BY series_id), min(value_before)
      FROM of_series GROUP BY metric_name, dimensions
  ON CONFLICT (period, metric_name, period_start, dimensions_hash, kind) DO UPDATE
    SET min_value = excluded.min_value, max_value = excluded.max_value, avg_value = excluded.avg_value,
        sum_value = excluded.sum_value, count_value = excluded.count_value, increase = excluded.increase,
        value_before = excluded.value_before
    WHERE excluded.count_value >= bucket.count_value;
  GET DIAGNOSTICS buckets = ROW_COUNT;
  RETURN buckets;
END
$$;

-- Rolls up the measurements of an hour by their dimension tags; how many buckets. Those that other dimensions left are removed. Nothing is
-- changed where there was more before: records are dropped since.
CREATE OR REPLACE FUNCTION roll_up_measurement_hour(hour timestamptz) RETURNS integer
  LANGUAGE plpgsql
  AS $$
DECLARE
  buckets integer;
BEGIN
  WITH fresh AS MATERIALIZED (
    SELECT m.metric_name, m.dimensions, min(m.metric_value) AS low, max(m.metric_value) AS high,
           sum(m.metric_value ORDER BY m.metric_value) AS total, -- the same each time
           count(*) AS measurements,
           percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY m.metric_value) AS quantiles
      FROM dimensioned_measurements(hour) m GROUP BY m.metric_name, m.dimensions
  ), old AS (
    SELECT b.metric_name, b.dimensions, b.count_value FROM aggregated_metrics b
     WHERE b.kind = 'measurements' AND b.period = 'hourly' AND b.period_start = hour
  ), whole AS (
    SELECT coalesce((SELECT sum(measurements) FROM fresh), 0) >= coalesce((SELECT sum(count_value) FROM old), 0) AS all_there
  ), removed AS (
    DELETE FROM aggregated_metrics b
     WHERE b.kind = 'measurements' AND b.period = 'hourly' AND b.period_start = hour AND (SELECT all_there FROM whole)
       AND NOT EXISTS (SELECT FROM fresh WHERE fresh.metric_name = b.metric_name AND fresh.dimensions = b.dimensions)
  )
  -- An HdrHistogram takes nothing below zero.
  INSERT INTO aggregated_metrics AS bucket (kind, metric_name, period, period_start, dimensions,
      min_value, max_value, avg_value, sum_value, count_value, p50, p95, p99, sketch_due)
    SELECT 'measurements', metric_name, 'hourly', hour, dimensions, low, high, total / measurements, total, measurements,
           quantiles[1], quantiles[2], quantiles[3], low >= 0
      FROM fresh WHERE (SELECT all_there FROM whole)
  ON CONFLICT (period, metric_name, period_start, dimensions_hash, kind) DO UPDATE
    SET min_value = excluded.min_value, max_value = excluded.max_value, avg_value = excluded.avg_value,
        sum_value = excluded.sum_value, count_value = excluded.count_value,
        p50 = excluded.p50, p95 = excluded.p95, p99 = excluded.p99,
        -- Records are only added: as many as before are the same as before.
        sketch = CASE WHEN (bucket.count_value, bucket.sum_value, bucket.max_value) = (excluded.count_value, excluded.sum_value, excluded.max_value)
          THEN bucket.sketch END,
        sketch_due = CASE WHEN (bucket.count_value, bucket.sum_value, bucket.max_value) = (excluded.count_value, excluded.sum_value, excluded.max_value)
          THEN bucket.sketch_due ELSE excluded.sketch_due END;
  GET DIAGNOSTICS buckets = ROW_COUNT;
  RETURN buckets;
END
$$;

-- The steps of counters into later hours that begin with a sample of this one: those hours, as far as they are rolled up, are to be
-- rolled up again.
CREATE OR REPLACE FUNCTION note_following_hours(hour timestamptz) RETURNS void
  LANGUAGE plpgsql
  AS $$
BEGIN
  INSERT INTO rollup_due (kind, period, period_start, cause)
    SELECT DISTINCT 'samples', 'hourly', date_trunc('hour', next.ts, 'UTC'), 'follows'
      FROM (SELECT DISTINCT s.series_id FROM metric_sample s WHERE s.ts >= hour AND s.ts < hour + interval '1 hour') changed
      JOIN metric_series series ON series.series_id = changed.series_id AND series.metric_type = 'counter'
     CROSS JOIN LATERAL (
       SELECT s.ts FROM metric_sample s
        WHERE s.series_id = changed.series_id AND s.ts >= hour + interval '1 hour' AND s.value BETWEEN -1e290 AND 1e290
        ORDER BY s.ts LIMIT 1) next
     WHERE next.ts < (SELECT p.done_until FROM rollup_progress p WHERE p.kind = 'samples');
END
$$;

-- Rolls up an hour of samples or measurements that is due; how many buckets. Null where somebody still writes to it, or somebody else rolls it
-- up: then it stays due.
CREATE OR REPLACE FUNCTION roll_up_metric_hour(kind text, hour timestamptz) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
DECLARE
  causes text[] := begin_metric_rollup(kind, 'hourly', hour);
  buckets integer;
BEGIN
  IF causes IS NULL THEN
    RETURN NULL;
  END IF;
  IF kind = 'samples' THEN
    buckets := roll_up_sample_hour(hour);
    IF causes && ARRAY['first', 'late'] AND EXISTS (SELECT FROM rollup_progress p WHERE p.kind = 'samples'
        AND p.done_until > hour + interval '1 hour') THEN
      PERFORM note_following_hours(hour);
    END IF;
  ELSE
    buckets := roll_up_measurement_hour(hour);
  END IF;
  IF buckets > 0 THEN
    INSERT INTO rollup_due (kind, period, period_start, cause)
      VALUES (roll_up_metric_hour.kind, 'daily', date_trunc('day', hour, 'UTC'), 'late');
  END IF;
  RETURN buckets;
END
$$;

-- Rolls up some hours of samples or measurements that are due, one after the other, and begins none after 2 s; how many of them it went through.
CREATE OR REPLACE FUNCTION roll_up_metric_hours(kind text, hours timestamptz[]) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
DECLARE
  begun timestamptz := clock_timestamp();
  hour timestamptz;
  gone_through integer := 0;
BEGIN
  FOREACH hour IN ARRAY hours LOOP
    EXIT WHEN gone_through > 0 AND clock_timestamp() > begun + interval '2 s';
    PERFORM roll_up_metric_hour(kind, hour);
    gone_through := gone_through + 1;
  END LOOP;
  RETURN gone_through;
END
$$;

-- Rolls up complete hours (UTC) of samples and measurements that are not yet rolled up, and again those that something was stored of
-- since; how many buckets were written. One call takes 1000 hours of each up, of which it rolls up 48 at most, besides empty ones, and begins no hour after
-- 20 s: where much is left, as at first with a retention of months, call it until metric_rollup_lag() is small. Calls at once do not wait for each other.
CREATE OR REPLACE FUNCTION aggregate_hourly_metrics() RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
DECLARE
  of_kind text;
  hour timestamptz;
  begun timestamptz := clock_timestamp();
  of_hour integer;
  hours integer;
  written_hours integer;
  buckets integer := 0;
BEGIN
  FOREACH of_kind IN ARRAY ARRAY['samples', 'measurements'] LOOP
    PERFORM take_metric_hours(of_kind);
    hours := 0;
    written_hours := 0;
    FOR pass IN 1 .. 2 LOOP -- hours that are rolled up again may have those that follow them due
      FOR hour IN SELECT * FROM due_metric_periods(of_kind, 'hourly') LOOP
        EXIT WHEN written_hours >= 48 OR hours >= 1000 OR clock_timestamp() > begun + interval '20 s';
        of_hour := coalesce(roll_up_metric_hour(of_kind, hour), 0);
        buckets := buckets + of_hour;
        hours := hours + 1;
        written_hours := written_hours + sign(of_hour)::integer;
      END LOOP;
    END LOOP;
  END LOOP;
  RETURN buckets;
END
$$;

-- For how many seconds that what is rolled up first is behind: since the end of the last hour that is, of the kind that is furthest behind; of
-- a kind of which nothing is, since its oldest partition begins. Null where there are no partitions. What is rolled up again does not count.
CREATE OR REPLACE FUNCTION metric_rollup_lag() RETURNS double precision
  LANGUAGE plpgsql STABLE
  AS $$
BEGIN
  RETURN (
    SELECT extract(epoch FROM clock_timestamp() - min(least(
             coalesce(p.done_until, (SELECT min(part.lower_bound) FROM metric_partitions() part
                                      WHERE part.parent = raw.source AND part.lower_bound > '-infinity')),
             (SELECT min(due.period_start) FROM rollup_due due
               WHERE due.kind = raw.kind AND due.period = 'hourly' AND due.cause = 'first'))))
      FROM (VALUES ('samples', 'metric_sample'), ('distributions', 'metric_distribution'), ('measurements', 'pipeline_measurement'))
             raw (kind, source)
      LEFT JOIN rollup_progress p ON p.kind = raw.kind);
END
$$;

-- Bound to this schema; not for everybody.
DO $$
DECLARE
  made regprocedure;
BEGIN
  FOR made IN
    SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = current_schema() AND p.proname IN ('dimensioned_measurements', 'rollup_lock', 'note_metric_hours', 'take_metric_hours', 'due_metric_periods',
       'await_metric_writers', 'begin_metric_rollup', 'roll_up_sample_hour', 'roll_up_measurement_hour', 'note_following_hours', 'roll_up_metric_hour',
       'filled_metric_partitions', 'roll_up_metric_hours',
       'aggregate_hourly_metrics', 'metric_rollup_lag')
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', made, current_schema());
    IF (SELECT prosecdef FROM pg_proc WHERE oid = made) THEN
      EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', made);
    END IF;
  END LOOP;
END
$$;
