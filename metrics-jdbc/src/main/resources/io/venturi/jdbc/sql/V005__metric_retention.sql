-- Retention: what is older than relation retention says leaves, raw records by whole partitions.
--
-- Names no schema; by hand and by Flyway as V001. Functions are bound to the schema as in V003.

-- Partitions whose last moment is older than raw records are kept. Those may be dropped that are rolled up or have nothing that
-- could be, but for those of which an hour is to be rolled up again.
CREATE OR REPLACE FUNCTION expired_metric_partitions(
    OUT parent name, OUT partition name, OUT upper_bound timestamptz, OUT detaching boolean, OUT rolled_up boolean)
  RETURNS SETOF record
  LANGUAGE plpgsql VOLATILE
  AS $$
BEGIN
  RETURN QUERY
    SELECT p.parent, p.partition, p.upper_bound, p.detaching,
           coalesce(progress.done_until >= p.upper_bound, false) AND NOT EXISTS (
             SELECT FROM rollup_due due
              WHERE due.kind = progress.kind AND due.period = 'hourly'
                AND due.period_start >= p.lower_bound AND due.period_start < p.upper_bound)
      FROM metric_partitions() p
      JOIN retention kept ON kept.kind = 'raw' AND p.upper_bound < clock_timestamp() - make_interval(hours => 24 * kept.keep_days)
      LEFT JOIN rollup_progress progress ON progress.kind = CASE p.parent
        WHEN 'metric_sample' THEN 'samples' WHEN 'metric_distribution' THEN 'distributions' ELSE 'measurements' END
     ORDER BY p.parent, p.upper_bound;
END
$$;

-- Whether one may be dropped, as things are now. If so, what is in it is not to be made up for from then on: relation retention says that nothing of its
-- time is stored any more, and stays as it is until the transaction ends, so that nobody has the same days kept for longer meanwhile.
CREATE OR REPLACE FUNCTION begin_metric_drop(parent name, partition name) RETURNS boolean
  LANGUAGE plpgsql
  AS $$
DECLARE
  expired record;
  used boolean;
BEGIN
  UPDATE retention SET dropped_until = dropped_until WHERE kind = 'raw';
  SELECT * INTO expired FROM expired_metric_partitions() e
   WHERE e.parent = begin_metric_drop.parent AND e.partition = begin_metric_drop.partition;
  IF NOT FOUND THEN
    RETURN false;
  ELSIF expired.rolled_up THEN
    UPDATE retention SET dropped_until = greatest(dropped_until, expired.upper_bound) WHERE kind = 'raw';
    RETURN true;
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', current_schema(), partition) INTO used;
  RETURN NOT used;
END
$$;

-- Detaches and drops one, if that can be done at once. Its parent is locked already: to wait for others then, who may wait for
-- the parent, would be a deadlock that ends any of them.
CREATE OR REPLACE FUNCTION drop_metric_partition(parent name, partition name) RETURNS boolean
  LANGUAGE plpgsql
  SET lock_timeout = '1ms'
  AS $$
BEGIN
  EXECUTE format('LOCK TABLE %I.%I IN ACCESS EXCLUSIVE MODE NOWAIT', current_schema(), partition);
  IF NOT begin_metric_drop(parent, partition) THEN -- now that whoever wrote to it has committed
    RETURN false;
  END IF;
  EXECUTE format('ALTER TABLE %1$I.%2$I DETACH PARTITION %1$I.%3$I', current_schema(), parent, partition);
  EXECUTE format('DROP TABLE %I.%I', current_schema(), partition);
  RETURN true;
EXCEPTION
  -- In use, or a view of somebody's is on it: it is there the next time. Or somebody else has dropped it.
  WHEN lock_not_available OR dependent_objects_still_exist OR object_not_in_prerequisite_state OR undefined_table THEN
    RETURN false;
END
$$;

-- Locks a parent, for which it waits a quarter of a second at most, or, if it may not wait, tries for a tenth; whether it could.
CREATE OR REPLACE FUNCTION lock_metric_parent(ancestor name, may_wait boolean) RETURNS boolean
  LANGUAGE plpgsql
  SET lock_timeout = '250ms'
  AS $$
DECLARE
  statement text := format('LOCK TABLE ONLY %I.%I IN ACCESS EXCLUSIVE MODE', current_schema(), ancestor);
BEGIN
  FOR attempt IN 1 .. CASE WHEN may_wait THEN 1 ELSE 20 END LOOP
    BEGIN
      EXECUTE statement || CASE WHEN may_wait THEN '' ELSE ' NOWAIT' END;
      RETURN true;
    EXCEPTION
      WHEN lock_not_available THEN
        PERFORM pg_sleep(CASE WHEN may_wait THEN 0 ELSE 0.005 END);
    END;
  END LOOP;
  RETURN false;
END
$$;

-- Drops what has expired of a parent that is locked; the names.
CREATE OR REPLACE FUNCTION drop_metric_partitions(ancestor name) RETURNS text[]
  LANGUAGE plpgsql
  AS $$
DECLARE
  expired record;
  dropped text[] := '{}';
BEGIN
  FOR expired IN SELECT * FROM expired_metric_partitions() e WHERE e.parent = ancestor AND NOT e.detaching LOOP
    IF drop_metric_partition(ancestor, expired.partition) THEN
      dropped := dropped || expired.partition::text;
    END IF;
  END LOOP;
  RETURN dropped;
END
$$;

-- Those of them that may be dropped, as things are; without locks.
CREATE OR REPLACE FUNCTION droppable_metric_partitions(
    OUT parent name, OUT partition name, OUT upper_bound timestamptz, OUT detaching boolean, OUT rolled_up boolean)
  RETURNS SETOF record
  LANGUAGE plpgsql VOLATILE
  AS $$
DECLARE
  used boolean;
BEGIN
  FOR parent, partition, upper_bound, detaching, rolled_up IN SELECT * FROM expired_metric_partitions() LOOP
    used := false;
    IF NOT rolled_up THEN
      BEGIN
        EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', current_schema(), partition) INTO used;
      EXCEPTION
        WHEN undefined_table THEN
          used := true; -- others have dropped it meanwhile
      END;
    END IF;
    IF NOT used THEN
      RETURN NEXT;
    END IF;
  END LOOP;
END
$$;

-- Deletes hours, days and weeks that are kept beyond their time; how many. Hours stay until their day is made of them, and days until their
-- week is, with their sketches. Those above are made again, whole, when something is stored late, which raw records' retention bounds.
CREATE OR REPLACE FUNCTION delete_expired_buckets() RETURNS bigint
  LANGUAGE plpgsql
  AS $$
DECLARE
  deleted bigint;
BEGIN
  DELETE FROM aggregated_metrics bucket
   USING (VALUES ('hourly', 'daily', 'day', 2), ('daily', 'weekly', 'week', 9), ('weekly', NULL, NULL, NULL)) tier (period, above, unit, spare),
         (VALUES ('samples'), ('distributions'), ('measurements')) of (kind), retention kept, retention raw
   WHERE bucket.kind = of.kind AND bucket.period = tier.period AND kept.kind = tier.period AND raw.kind = 'raw'
     AND bucket.period_start < now() - make_interval(hours => 24 * greatest(kept.keep_days, raw.keep_days + tier.spare))
     AND (tier.above IS NULL OR EXISTS (
       SELECT FROM rollup_progress p
        WHERE p.kind = bucket.kind
          AND bucket.period_start < CASE tier.period WHEN 'hourly' THEN p.days_until ELSE p.weeks_until END))
     AND NOT EXISTS (
       SELECT FROM rollup_due due
        WHERE due.kind = bucket.kind AND due.period = tier.above
          AND due.period_start = date_trunc(tier.unit, bucket.period_start, 'UTC'))
     AND (bucket.sketch IS NULL OR NOT EXISTS (
       SELECT FROM aggregated_metrics above
        WHERE above.period = tier.above AND above.metric_name = bucket.metric_name AND above.kind = bucket.kind
          AND above.period_start = date_trunc(tier.unit, bucket.period_start, 'UTC')
          AND above.dimensions_hash = bucket.dimensions_hash AND above.sketch_due));
  GET DIAGNOSTICS deleted = ROW_COUNT;
  RETURN deleted;
END
$$;

-- Deletes rows that are kept in plain relations beyond their time; how many of each, where any.
CREATE OR REPLACE FUNCTION delete_expired_metric_rows() RETURNS jsonb
  LANGUAGE plpgsql
  SET lock_timeout = '250ms'
  AS $$
DECLARE
  of_buckets bigint;
  of_issues bigint;
  of_batches bigint;
BEGIN
  of_buckets := delete_expired_buckets();
  DELETE FROM worker_issues i USING retention kept
   WHERE i.resolved AND kept.kind = 'resolved_issues' AND i.resolved_at < now() - make_interval(hours => 24 * kept.keep_days);
  GET DIAGNOSTICS of_issues = ROW_COUNT;
  -- A batch that comes again after all this time has only samples that are too old for any partition: its number is not needed
  -- any more to keep them from being stored twice. One day more, as partitions are whole days.
  DELETE FROM metric_batch b USING retention kept
   WHERE kept.kind = 'raw' AND b.stored_at < now() - make_interval(hours => 24 * (kept.keep_days + 1));
  GET DIAGNOSTICS of_batches = ROW_COUNT;
  RETURN jsonb_strip_nulls(jsonb_build_object(
    'aggregated_metrics', nullif(of_buckets, 0), 'worker_issues', nullif(of_issues, 0), 'metric_batch', nullif(of_batches, 0)));
EXCEPTION
  WHEN lock_not_available OR deadlock_detected THEN
    RETURN '{}';
END
$$;

-- Drops partitions of raw records that have expired and are rolled up, or are empty, and deletes what else has expired; the names of
-- the partitions, in order. What is in use is left for the next time, and what somebody began to detach concurrently to whoever
-- ends that (ALTER TABLE ... DETACH PARTITION ... FINALIZE, as the library does): that waits for all older transactions. Before it drops, readers and writers wait for a quarter of a
-- second at most, and while it does, which takes a moment: the library does without that. Writes down what it did as an event.
CREATE OR REPLACE FUNCTION cleanup_expired_metrics() RETURNS text[]
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
DECLARE
  ancestor name;
  locked boolean := false;
  deleted jsonb;
  dropped text[] := '{}';
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('io.venturi.jdbc.store/cleanup/' || current_schema(), 0)) THEN
    RETURN dropped; -- another is at it
  END IF;
  deleted := delete_expired_metric_rows();
  -- Last, as the parents stay locked until the transaction ends: so it may wait for the first of them only, in turn each.
  FOR ancestor IN SELECT d.parent FROM droppable_metric_partitions() d WHERE NOT d.detaching GROUP BY d.parent ORDER BY random() LOOP
    IF lock_metric_parent(ancestor, NOT locked) THEN
      locked := true;
      dropped := dropped || drop_metric_partitions(ancestor);
    END IF;
  END LOOP;
  dropped := ARRAY(SELECT name FROM unnest(dropped) name ORDER BY name);
  IF dropped <> '{}' OR deleted <> '{}' THEN
    INSERT INTO monitoring_events (event_type, details)
      VALUES ('expired_dropped', jsonb_build_object('partitions', to_jsonb(dropped), 'deleted', deleted));
  END IF;
  RETURN dropped;
END
$$;

-- Deletes events that are older than that many days; how many.
CREATE OR REPLACE FUNCTION purge_old_monitoring_events(retention_days integer DEFAULT 30) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
DECLARE
  deleted integer;
BEGIN
  IF retention_days IS NULL OR retention_days NOT BETWEEN 1 AND 36500 THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
      MESSAGE = format('retention_days is %s', coalesce(retention_days::text, 'NULL')), HINT = 'Give 1 to 36500, such as 30.';
  END IF;
  DELETE FROM monitoring_events WHERE created_at < now() - make_interval(hours => 24 * retention_days);
  GET DIAGNOSTICS deleted = ROW_COUNT;
  IF deleted > 0 THEN
    INSERT INTO monitoring_events (event_type, details)
      VALUES ('events_purged', jsonb_build_object('events', deleted, 'retention_days', retention_days));
  END IF;
  RETURN deleted;
END
$$;

-- Bound to this schema; not for everybody.
DO $$
DECLARE
  made regprocedure;
BEGIN
  FOR made IN
    SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = current_schema() AND p.proname IN ('expired_metric_partitions', 'begin_metric_drop', 'drop_metric_partition',
       'lock_metric_parent',
       'drop_metric_partitions', 'droppable_metric_partitions', 'delete_expired_buckets', 'delete_expired_metric_rows', 'cleanup_expired_metrics',
       'purge_old_monitoring_events')
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', made, current_schema());
    IF (SELECT prosecdef FROM pg_proc WHERE oid = made) THEN
      EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', made);
    END IF;
  END LOOP;
END
$$;
