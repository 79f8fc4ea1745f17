-- Health: what the history says of queues, processing and workers, as one document.
--
-- Names no schema; by hand and by Flyway as V001. Functions are bound to the schema as in V003.

-- What get_system_health() goes by. Change values here.
CREATE TABLE IF NOT EXISTS health_setting (
  name text PRIMARY KEY,
  value double precision NOT NULL,
  meaning text NOT NULL
);
INSERT INTO health_setting (name, value, meaning) VALUES
  ('stuck_messages_warning', 0, 'more stuck messages than this, of all queues together, are a warning'),
  ('stuck_messages_critical', 10, 'more than this are critical'),
  ('queue_stale_seconds', 300, 'what a queue told longer ago does not count'),
  ('processing_window_seconds', 3600, 'over this time errors are counted'),
  ('error_ratio_warning', 0.05, 'a greater part of errors, of queues, APIs or buffers, is a warning'),
  ('error_ratio_critical', 0.25, 'a greater part is critical'),
  ('processing_stale_warning_seconds', 900, 'nothing processed for longer than this is a warning'),
  ('processing_stale_critical_seconds', 3600, 'for longer than this it is critical'),
  ('heartbeat_stale_seconds', 120, 'a component whose heartbeat is older is silent'),
  ('silent_forgotten_seconds', 86400, 'a component that was silent for longer than this does not count any more'),
  ('queues_expected', 1, '0: the overall status does not mind that no queue reports'),
  ('processing_expected', 1, '0: the same of processing'),
  ('workers_expected', 1, '0: the same of workers')
ON CONFLICT DO NOTHING;

CREATE OR REPLACE FUNCTION health_threshold(setting text) RETURNS double precision
  LANGUAGE plpgsql STABLE
  AS $$
DECLARE
  threshold double precision := (SELECT value FROM health_setting WHERE name = setting);
BEGIN
  IF threshold IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'no_data_found', MESSAGE = format('relation health_setting has no row named %s', setting),
      HINT = 'Insert it again: V007__metric_health.sql has what it was.';
  END IF;
  RETURN threshold;
END
$$;

-- What a figure means: above one threshold critical, above the other a warning; unknown where there is none.
CREATE OR REPLACE FUNCTION health_of(figure double precision, warning double precision, critical double precision) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN figure IS NULL OR figure = 'NaN' THEN 'unknown' WHEN figure > critical THEN 'critical'
              WHEN figure > warning THEN 'warning' ELSE 'healthy' END;

-- The worst of several. What is unknown is worse than what is healthy.
CREATE OR REPLACE FUNCTION worst_health(VARIADIC of_all text[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN 'critical' = ANY (of_all) THEN 'critical' WHEN 'warning' = ANY (of_all) THEN 'warning'
              WHEN 'healthy' = ALL (of_all) THEN 'healthy' ELSE 'unknown' END;

-- Queues by what their meters told lately. One that says no more makes the rest unknown, unless that is bad enough.
CREATE OR REPLACE FUNCTION queue_health() RETURNS jsonb
  LANGUAGE plpgsql STABLE
  AS $$
DECLARE
  told record;
BEGIN
  SELECT count(*) AS queues, count(*) FILTER (WHERE NOT fresh OR stuck_messages IS NULL) AS silent,
         sum(stuck_messages) FILTER (WHERE fresh) AS stuck, sum(queue_length) FILTER (WHERE fresh) AS waiting,
         extract(epoch FROM max(oldest_message_age) FILTER (WHERE fresh)) AS oldest, max(last_check_time) AS checked
    INTO told
    FROM (SELECT *, last_check_time >= now() - make_interval(secs => health_threshold('queue_stale_seconds')) AS fresh
            FROM queue_monitoring_view
           WHERE last_check_time >= now() - make_interval(secs => health_threshold('silent_forgotten_seconds'))) q;
  RETURN jsonb_build_object(
    'status', worst_health(
      health_of(told.stuck, health_threshold('stuck_messages_warning'), health_threshold('stuck_messages_critical')),
      CASE WHEN told.silent > 0 THEN 'unknown' ELSE 'healthy' END),
    'queues', told.queues, 'silent_queues', told.silent, 'queue_length', told.waiting, 'stuck_messages', told.stuck,
    'oldest_message_age_seconds', told.oldest, 'last_check_time', told.checked);
END
$$;

-- How many attempts buffers made at batches since then, and how many ended for good in an error, by their counters.
CREATE OR REPLACE FUNCTION buffer_batches_since(since timestamptz, OUT batches double precision, OUT errors double precision,
    OUT last_time timestamptz)
  LANGUAGE sql STABLE
  AS $$
  WITH step AS (
    SELECT series.labels->>'status' AS status, s.ts, s.value,
           lag(s.value) OVER (PARTITION BY s.series_id ORDER BY s.ts, s.value) AS before
      FROM metric_series series JOIN metric_sample s USING (series_id)
     WHERE series.metric_type = 'counter' AND series.metric_name ~ '_buffer_batches_total$' AND s.ts >= since
       AND s.value BETWEEN 0 AND 1e15
  ), grown AS (
    SELECT status, ts, CASE WHEN value >= before THEN value - before WHEN value < before THEN value END AS more FROM step
  )
  SELECT sum(more), sum(more) FILTER (WHERE status = 'error'), max(ts) FILTER (WHERE more > 0) FROM grown
$$;

-- Processing by the errors of queues (messages), APIs (calls) and buffers (batches), and by when something was processed last.
CREATE OR REPLACE FUNCTION processing_health() RETURNS jsonb
  LANGUAGE plpgsql STABLE
  AS $$
DECLARE
  since timestamptz := now() - make_interval(secs => health_threshold('processing_window_seconds'));
  queue record;
  api record;
  buffer record;
  last_time timestamptz;
  ratio double precision;
BEGIN
  SELECT sum(metric_tag_number(tags, 'success_count')) AS good, sum(metric_tag_number(tags, 'error_count')) AS bad INTO queue
    FROM pipeline_measurement WHERE metric_name = 'queue_processing' AND "timestamp" BETWEEN since AND now();
  SELECT count(*) FILTER (WHERE lower(tags->>'success') = 'true')::double precision AS good,
         count(*) FILTER (WHERE lower(tags->>'success') = 'false')::double precision AS bad INTO api
    FROM pipeline_measurement WHERE metric_name = 'api_call' AND "timestamp" BETWEEN since AND now();
  SELECT * INTO buffer FROM buffer_batches_since(since);
  SELECT greatest(max(newest."timestamp"), buffer.last_time) INTO last_time
    FROM (VALUES ('queue_processing'), ('api_call')) kind (name)
    LEFT JOIN LATERAL (
      SELECT m."timestamp" FROM pipeline_measurement m WHERE m.metric_name = kind.name AND m."timestamp" <= now()
       ORDER BY m."timestamp" DESC LIMIT 1) newest ON true;
  ratio := greatest(
    coalesce(queue.bad, 0) / nullif(coalesce(queue.good, 0) + coalesce(queue.bad, 0), 0),
    api.bad / nullif(api.good + api.bad, 0),
    coalesce(buffer.errors, 0) / nullif(buffer.batches, 0));
  RETURN jsonb_build_object(
    'status', worst_health(
      CASE WHEN last_time IS NULL THEN 'unknown' -- nothing in the window is a matter of its age
           ELSE health_of(coalesce(ratio, 0), health_threshold('error_ratio_warning'), health_threshold('error_ratio_critical')) END,
      health_of(extract(epoch FROM now() - last_time)::double precision,
        health_threshold('processing_stale_warning_seconds'), health_threshold('processing_stale_critical_seconds'))),
    'error_ratio', ratio,
    'queue_messages', jsonb_build_object('success', queue.good, 'error', queue.bad),
    'api_calls', jsonb_build_object('success', api.good, 'error', api.bad),
    'buffer_batches', jsonb_build_object('attempts', buffer.batches, 'error', buffer.errors),
    'last_time', last_time, 'seconds_since', extract(epoch FROM now() - last_time));
END
$$;

-- Workers by the heartbeats of components, and by what is wrong with them and not resolved.
CREATE OR REPLACE FUNCTION worker_health() RETURNS jsonb
  LANGUAGE plpgsql STABLE
  AS $$
DECLARE
  seen record;
  issues record;
BEGIN
  SELECT count(*) AS known, count(*) FILTER (WHERE alive) AS alive, max(last_heartbeat) AS last_heartbeat INTO seen
    FROM (SELECT last_heartbeat, status <> 'offline'
                   AND last_heartbeat >= now() - make_interval(secs => health_threshold('heartbeat_stale_seconds')) AS alive
            FROM runtime
           WHERE last_heartbeat >= now() - make_interval(secs => health_threshold('silent_forgotten_seconds'))) r;
  SELECT count(*) AS unresolved, count(*) FILTER (WHERE severity = 'critical') AS critical,
         count(*) FILTER (WHERE severity IN ('warning', 'error')) AS bad INTO issues
    FROM worker_issues WHERE NOT resolved;
  RETURN jsonb_build_object(
    'status', worst_health(
      CASE WHEN seen.known = 0 THEN 'unknown' WHEN seen.alive = 0 THEN 'critical' WHEN seen.alive < seen.known THEN 'warning'
           ELSE 'healthy' END,
      CASE WHEN issues.critical > 0 THEN 'critical' WHEN issues.bad > 0 THEN 'warning' ELSE 'healthy' END),
    'workers', seen.known, 'alive', seen.alive, 'silent', seen.known - seen.alive, 'last_heartbeat', seen.last_heartbeat,
    'unresolved_issues', issues.unresolved, 'critical_issues', issues.critical);
END
$$;

-- All together: {timestamp, queue_health, processing_health, worker_health, overall_status}, each health with its status: healthy,
-- warning, critical, or unknown where nothing reports. The overall status is the worst of the three; unknown ones that
-- health_setting does not expect do not count, unless all are.
CREATE OR REPLACE FUNCTION get_system_health() RETURNS jsonb
  LANGUAGE plpgsql STABLE
  AS $$
DECLARE
  of_queues jsonb := queue_health();
  of_processing jsonb := processing_health();
  of_workers jsonb := worker_health();
  counting text[];
BEGIN
  SELECT array_agg(s.status) INTO counting
    FROM (VALUES (of_queues->>'status', 'queues_expected'), (of_processing->>'status', 'processing_expected'),
                 (of_workers->>'status', 'workers_expected')) s (status, setting)
   WHERE s.status <> 'unknown' OR health_threshold(s.setting) <> 0;
  RETURN jsonb_build_object(
    'timestamp', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'queue_health', of_queues, 'processing_health', of_processing, 'worker_health', of_workers,
    'overall_status', CASE WHEN counting IS NULL THEN 'unknown' ELSE worst_health(VARIADIC counting) END);
END
$$;

-- Bound to this schema.
DO $$
DECLARE
  made regprocedure;
BEGIN
  FOR made IN
    SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = current_schema() AND p.proname IN ('health_threshold', 'queue_health', 'buffer_batches_since',
       'processing_health', 'worker_health', 'get_system_health')
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', made, current_schema());
  END LOOP;
END
$$;
