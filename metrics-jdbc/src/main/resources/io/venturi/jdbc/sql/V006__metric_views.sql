-- Views: what people and workers in any language read and write.
--
-- Names no schema; by hand and by Flyway as V001. Functions are bound to the schema as in V003. Those in views are bound when they
-- are made: RETURN, not a text.

-- A tag as a number; null where it is none.
CREATE OR REPLACE FUNCTION metric_tag_number(tags jsonb, tag text) RETURNS double precision
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN tags->>tag ~ '^\s*[-+]?[0-9]{1,18}(\.[0-9]{0,18})?([eE][-+]?[0-9]{1,2})?\s*$'
              THEN (tags->>tag)::double precision END;

-- The same for a value as a whole number, rounded.
CREATE OR REPLACE FUNCTION metric_whole_number(value double precision) RETURNS bigint
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN value BETWEEN -9e18 AND 9e18 THEN round(value)::bigint END;

-- The identity that a sample has in view metric: the series' id (the first 16 digits), and microseconds since 1970 (the last 16).
CREATE OR REPLACE FUNCTION metric_sample_id(series_id bigint, ts timestamptz) RETURNS uuid
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (lpad(to_hex(series_id), 16, '0') || lpad(to_hex((extract(epoch FROM ts) * 1000000)::bigint), 16, '0'))::uuid;

-- When the partition of a sample may be dropped.
CREATE OR REPLACE FUNCTION metric_sample_expiry(ts timestamptz, keep_days integer) RETURNS timestamptz
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN date_trunc('day', ts, 'UTC') + make_interval(hours => 24 * (1 + keep_days));

-- Makes the partitions that are missing for a day; remembers until the transaction ends that they are there.
CREATE OR REPLACE FUNCTION make_room_for_metrics(day date) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
DECLARE
  known text := coalesce(current_setting('venturi.metric_days', true), '');
  allowed record;
BEGIN
  SELECT * INTO allowed FROM metric_partition_window();
  IF day IS NULL OR day NOT BETWEEN allowed.first_day AND allowed.last_day OR NOT has_metric_partitions(day) THEN
    PERFORM make_metric_partitions(day);
  END IF;
  PERFORM set_config('venturi.metric_days', right(format('%s %I/%s ', known, current_schema(), day), 2000), true);
END
$$;

-- Measurements. Takes INSERT and COPY: tags are {} and the time is now unless given, and a missing partition is made. Days that no
-- partition is made for (see V003) are refused.
CREATE OR REPLACE VIEW pipeline_metrics AS
  SELECT id, metric_name, metric_value, tags, "timestamp", created_at FROM pipeline_measurement;

CREATE OR REPLACE FUNCTION insert_pipeline_metric() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
DECLARE
  day date;
BEGIN
  NEW.tags := coalesce(NEW.tags, '{}');
  NEW."timestamp" := coalesce(NEW."timestamp", now());
  NEW.created_at := coalesce(NEW.created_at, now());
  day := (NEW."timestamp" AT TIME ZONE 'UTC')::date;
  IF strpos(current_setting('venturi.metric_days', true), format(' %I/%s ', TG_TABLE_SCHEMA, day)) > 0 IS NOT TRUE THEN
    PERFORM make_room_for_metrics(day);
  END IF;
  IF NEW.id IS NULL THEN
    INSERT INTO pipeline_measurement (metric_name, metric_value, tags, "timestamp", created_at)
      VALUES (NEW.metric_name, NEW.metric_value, NEW.tags, NEW."timestamp", NEW.created_at) RETURNING id INTO NEW.id;
  ELSE
    INSERT INTO pipeline_measurement (id, metric_name, metric_value, tags, "timestamp", created_at)
      VALUES (NEW.id, NEW.metric_name, NEW.metric_value, NEW.tags, NEW."timestamp", NEW.created_at);
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER insert_pipeline_metric INSTEAD OF INSERT ON pipeline_metrics
  FOR EACH ROW EXECUTE FUNCTION insert_pipeline_metric();

-- Samples with their series, each as one row. metric_id is the same at each reading, and two have the same only where a series got two
-- values at the same microsecond. created_at is the sample's time, expires_at when its partition may be dropped; none of the
-- three is stored.
--
-- Takes INSERT, with runtime_id, metric_name, metric_type and metric_value at least; the runtime must be registered. A series
-- that is new is made; of one that is there, help_text and unit stay.
CREATE OR REPLACE VIEW metric AS
  SELECT metric_sample_id(s.series_id, s.ts) AS metric_id, series.runtime_id, series.metric_name, series.metric_type,
         s.value AS metric_value, series.labels, series.help_text, series.unit, s.ts AS "timestamp", s.ts AS created_at,
         metric_sample_expiry(s.ts, (SELECT keep_days FROM retention WHERE kind = 'raw')) AS expires_at
    FROM metric_sample s JOIN metric_series series USING (series_id);

CREATE OR REPLACE FUNCTION insert_metric() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
DECLARE
  day date;
  series metric_series;
BEGIN
  IF NEW.runtime_id IS NULL OR NEW.metric_name IS NULL OR NEW.metric_type IS NULL OR NEW.metric_value IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'not_null_violation', MESSAGE = format(
        'a metric needs runtime_id (%s), metric_name (%s), metric_type (%s) and metric_value (%s)', coalesce(NEW.runtime_id::text, 'NULL'),
        coalesce(NEW.metric_name, 'NULL'), coalesce(NEW.metric_type, 'NULL'), coalesce(NEW.metric_value::text, 'NULL')),
      HINT = 'Register the component in runtime first; the type is counter, gauge, histogram or summary.';
  END IF;
  NEW."timestamp" := coalesce(NEW."timestamp", now());
  NEW.labels := coalesce(NEW.labels, '{}');
  IF jsonb_typeof(NEW.labels) = 'object' THEN -- labels are text, as readers look for them
    NEW.labels := (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each_text(NEW.labels) WHERE value IS NOT NULL);
  END IF;
  day := (NEW."timestamp" AT TIME ZONE 'UTC')::date;
  IF strpos(current_setting('venturi.metric_days', true), format(' %I/%s ', TG_TABLE_SCHEMA, day)) > 0 IS NOT TRUE THEN
    PERFORM make_room_for_metrics(day);
  END IF;
  SELECT * INTO series FROM metric_series s
   WHERE s.hash = metric_series_hash(NEW.runtime_id, NEW.metric_type, NEW.metric_name, NEW.labels)
     AND s.last_seen > now() - interval '1 hour';
  IF NOT FOUND THEN
    INSERT INTO metric_series AS s (runtime_id, metric_name, metric_type, unit, help_text, labels)
      VALUES (NEW.runtime_id, NEW.metric_name, NEW.metric_type, NEW.unit, NEW.help_text, NEW.labels)
      ON CONFLICT (hash) DO UPDATE SET last_seen = greatest(s.last_seen, excluded.last_seen)
      RETURNING * INTO series;
  END IF;
  INSERT INTO metric_sample (ts, series_id, value) VALUES (NEW."timestamp", series.series_id, NEW.metric_value);
  NEW.metric_id := metric_sample_id(series.series_id, NEW."timestamp");
  NEW.unit := series.unit;
  NEW.help_text := series.help_text;
  NEW.created_at := NEW."timestamp";
  NEW.expires_at := metric_sample_expiry(NEW."timestamp", (SELECT keep_days FROM retention WHERE kind = 'raw'));
  RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER insert_metric INSTEAD OF INSERT ON metric FOR EACH ROW EXECUTE FUNCTION insert_metric();

-- Batches that queues took, of measurements named queue_processing: their duration in ms, and tags queue, batch_size, success_count
-- and error_count. By hour, of the last 7 days; without a queue's name they are left out.
CREATE OR REPLACE VIEW queue_metrics AS
  SELECT tags->>'queue' AS queue_name, date_trunc('hour', "timestamp", 'UTC') AS hour, count(*) AS total_batches,
         coalesce(metric_whole_number(sum(metric_tag_number(tags, 'success_count'))), 0) AS success_count,
         coalesce(metric_whole_number(sum(metric_tag_number(tags, 'error_count'))), 0) AS error_count,
         avg(metric_value) FILTER (WHERE metric_value BETWEEN -1e100 AND 1e100) AS avg_processing_time_ms,
         coalesce(metric_whole_number(sum(metric_tag_number(tags, 'batch_size'))), 0) AS total_messages_processed
    FROM pipeline_measurement
   WHERE metric_name = 'queue_processing' AND "timestamp" >= now() - interval '168 hours' AND tags->>'queue' IS NOT NULL
   GROUP BY 1, 2;

-- Calls of APIs, of measurements named api_call: their duration in ms, and tags api and success (true or false). By hour, of the last
-- 7 days; without an API's name they are left out. p95_time_ms is that of all calls, and a duration that was measured.
CREATE OR REPLACE VIEW api_metrics AS
  SELECT tags->>'api' AS api_name, date_trunc('hour', "timestamp", 'UTC') AS hour, count(*) AS total_calls,
         count(*) FILTER (WHERE lower(tags->>'success') = 'true') AS success_count,
         count(*) FILTER (WHERE lower(tags->>'success') = 'false') AS error_count,
         avg(metric_value) FILTER (WHERE lower(tags->>'success') = 'true' AND metric_value BETWEEN -1e100 AND 1e100) AS avg_success_time_ms,
         percentile_disc(0.95) WITHIN GROUP (ORDER BY metric_value) FILTER (WHERE metric_value BETWEEN -1e100 AND 1e100) AS p95_time_ms
    FROM pipeline_measurement
   WHERE metric_name = 'api_call' AND "timestamp" >= now() - interval '168 hours' AND tags->>'api' IS NOT NULL
   GROUP BY 1, 2;

-- Buffers as their meters last told, each process's apart: buffer.depth, buffer.stuck.events and buffer.oldest.event.age in any
-- namespace. Null where the meter does not know, or there is none.
CREATE OR REPLACE VIEW queue_monitoring_view AS
  WITH told AS (
    SELECT s.runtime_id, s.labels, substring(s.metric_name FROM '^(.*)_buffer_') AS namespace,
           substring(s.metric_name FROM '_buffer_([a-z_]+)$') AS figure, newest.value, newest.ts
      FROM metric_series s
      CROSS JOIN LATERAL (
        SELECT sample.value, sample.ts FROM metric_sample sample WHERE sample.series_id = s.series_id
         ORDER BY sample.ts DESC LIMIT 1) newest
     WHERE s.metric_type = 'gauge' AND s.labels->>'source' IS NOT NULL
       AND s.metric_name ~ '_buffer_(depth|stuck_events|oldest_event_age_seconds)$'
  )
  SELECT labels->>'source' AS queue_name,
         metric_whole_number(max(value) FILTER (WHERE figure = 'depth')) AS queue_length,
         metric_whole_number(max(value) FILTER (WHERE figure = 'stuck_events')) AS stuck_messages,
         make_interval(secs => max(value) FILTER (WHERE figure = 'oldest_event_age_seconds' AND value BETWEEN 0 AND 1e9))
           AS oldest_message_age,
         max(ts) AS last_check_time
    FROM told GROUP BY runtime_id, namespace, labels;

-- Bound to this schema; not for everybody.
DO $$
DECLARE
  made regprocedure;
BEGIN
  FOR made IN
    SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = current_schema() AND p.proname IN ('make_room_for_metrics', 'insert_pipeline_metric', 'insert_metric')
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', made, current_schema());
    IF (SELECT prosecdef FROM pg_proc WHERE oid = made) THEN
      EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', made);
    END IF;
  END LOOP;
END
$$;
