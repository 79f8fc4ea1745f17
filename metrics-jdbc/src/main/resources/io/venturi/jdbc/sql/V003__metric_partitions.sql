-- Partitions of the metric history: one for each UTC day, made ahead or when somebody writes to a day that has none.
--
-- Names no schema; by hand and by Flyway as V001. The functions keep to the schema that they are made in, whatever the caller's
-- search_path and time zone; those that make something do it with their owner's rights. Who grants CREATE on the schema
-- lets others take their place.

-- All partitions of the history, by what the catalogue says of their bounds; null for those of a default partition.
CREATE OR REPLACE FUNCTION metric_partitions(
    OUT parent name, OUT partition name, OUT lower_bound timestamptz, OUT upper_bound timestamptz, OUT detaching boolean)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET timezone = 'UTC' SET datestyle = 'ISO, YMD' -- what the bounds are printed in
  AS $$
BEGIN
  RETURN QUERY
    SELECT p.relname, c.relname,
           CASE WHEN b.parts[1] = 'MINVALUE' THEN '-infinity'::timestamptz ELSE b.parts[2]::timestamptz END,
           CASE WHEN b.parts[3] = 'MAXVALUE' THEN 'infinity'::timestamptz ELSE b.parts[4]::timestamptz END,
           i.inhdetachpending
      FROM pg_namespace n
      JOIN pg_class p ON p.relnamespace = n.oid
      JOIN pg_inherits i ON i.inhparent = p.oid
      JOIN pg_class c ON c.oid = i.inhrelid
      LEFT JOIN LATERAL regexp_matches(pg_get_expr(c.relpartbound, c.oid),
        '^FOR VALUES FROM \((MINVALUE|''([^'']+)'')\) TO \((MAXVALUE|''([^'']+)'')\)$') b (parts) ON true
     WHERE n.nspname = current_schema() AND c.relnamespace = n.oid
       AND p.relname IN ('metric_sample', 'metric_distribution', 'pipeline_measurement')
     ORDER BY 1, 3, 2;
END
$$;

-- Has this transaction see the partitions that others have attached since it first looked at their parent. A session learns of them with the
-- first lock of its kind on any relation, and keeps such locks, for which a plan that it has already used may miss rows that are
-- committed. The lock leaves with its savepoint, so that it is the first one each time, unless the transaction has SELECT ... FOR UPDATE of retention.
CREATE OR REPLACE FUNCTION see_new_metric_partitions() RETURNS void
  LANGUAGE plpgsql
  AS $$
BEGIN
  LOCK TABLE ONLY retention IN ROW SHARE MODE;
  RAISE EXCEPTION USING ERRCODE = 'VN001';
EXCEPTION
  WHEN SQLSTATE 'VN001' THEN
    NULL;
END
$$;

-- The days (UTC) that may have partitions, and that records are stored of: from where raw records are kept, and none was dropped of, until 30 days
-- ahead.
CREATE OR REPLACE FUNCTION metric_partition_window(OUT first_day date, OUT last_day date)
  LANGUAGE plpgsql VOLATILE
  AS $$
DECLARE
  today date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
BEGIN
  first_day := greatest(today - coalesce((SELECT keep_days FROM retention WHERE kind = 'raw'), 14),
    ((SELECT dropped_until FROM retention WHERE kind = 'raw') - interval '1 microsecond') AT TIME ZONE 'UTC' + interval '1 day');
  last_day := today + 30;
END
$$;

-- Makes one partition: a table of its own that is then attached, for which reading and writing need not wait. Its name; null
-- where others were faster, whom the lock of make_metric_partitions does not hold, or whom an old snapshot does not show.
CREATE OR REPLACE FUNCTION attach_metric_partition(parent name, day date, from_time timestamptz, to_time timestamptz)
  RETURNS name
  LANGUAGE plpgsql
  SET timezone = 'UTC' SET datestyle = 'ISO, YMD'
  AS $$
DECLARE
  partition name := parent || to_char(day, '_YYYY_MM_DD');
  attempt integer := 1;
BEGIN
  WHILE to_regtype(format('%I.%I', current_schema(), partition)) IS NOT NULL
      OR to_regclass(format('%I.%I', current_schema(), partition)) IS NOT NULL LOOP
    attempt := attempt + 1;
    partition := parent || to_char(day, '_YYYY_MM_DD_') || attempt;
  END LOOP;
  EXECUTE format('CREATE TABLE %1$I.%2$I (LIKE %1$I.%3$I INCLUDING ALL EXCLUDING IDENTITY)', current_schema(), partition, parent);
  EXECUTE format('ALTER TABLE %1$I.%3$I ATTACH PARTITION %1$I.%2$I FOR VALUES FROM (%4$L) TO (%5$L)',
    current_schema(), partition, parent, from_time, to_time);
  RETURN partition;
EXCEPTION
  WHEN duplicate_table OR unique_violation OR invalid_object_definition THEN
    RETURN NULL;
END
$$;

-- Makes what partitions a day lacks, in as many pieces as others leave free of it; their names. Waits for others that do the same
-- as long as the caller's lock_timeout says: until they commit, there is nothing to write to.
CREATE OR REPLACE FUNCTION make_metric_partitions(day date) RETURNS name[]
  LANGUAGE plpgsql
  SET datestyle = 'ISO, YMD' -- what days are called in messages
  AS $$
DECLARE
  allowed record;
  day_end timestamptz;
  free_from timestamptz;
  other record;
  ancestor name;
  made name[] := '{}';
BEGIN
  SELECT * INTO allowed FROM metric_partition_window();
  IF day IS NULL OR day < allowed.first_day OR day > allowed.last_day THEN
    RAISE EXCEPTION USING ERRCODE = 'datetime_field_overflow',
      MESSAGE = format('day %s is outside of %s to %s (UTC), the days that metric partitions are made for',
        coalesce(day::text, 'NULL'), allowed.first_day, allowed.last_day),
      HINT = 'Send times of those days. To have more of them later, keep raw records longer, before they are dropped: '
        'UPDATE retention SET keep_days = ... WHERE kind = ''raw''.';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('io.venturi.jdbc.store/partitions/' || current_schema(), 0));
  day_end := (day + 1)::timestamp AT TIME ZONE 'UTC';
  FOREACH ancestor IN ARRAY ARRAY['metric_sample', 'metric_distribution', 'pipeline_measurement'] LOOP
    free_from := day::timestamp AT TIME ZONE 'UTC';
    FOR other IN
      SELECT p.partition, p.lower_bound, p.upper_bound, p.detaching FROM metric_partitions() p
       WHERE p.parent = ancestor AND p.lower_bound < day_end AND p.upper_bound > free_from
       ORDER BY p.lower_bound
    LOOP
      IF other.detaching THEN
        RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
          MESSAGE = format('day %s cannot get a partition of %s: %s is being detached from it', day, ancestor, other.partition),
          HINT = format('If nobody is at it any more: ALTER TABLE %I.%I DETACH PARTITION %1$I.%I FINALIZE.',
            current_schema(), ancestor, other.partition);
      END IF;
      IF other.lower_bound > free_from THEN
        made := made || attach_metric_partition(ancestor, day, free_from, other.lower_bound);
      END IF;
      free_from := greatest(free_from, other.upper_bound);
    END LOOP;
    IF free_from < day_end THEN
      made := made || attach_metric_partition(ancestor, day, free_from, day_end);
    END IF;
  END LOOP;
  made := array_remove(made, NULL);
  IF made <> '{}' THEN
    INSERT INTO monitoring_events (event_type, details)
      VALUES ('partitions_created', jsonb_build_object('day', day, 'partitions', to_jsonb(made)));
  END IF;
  RETURN made;
END
$$;

-- Whether all three have partitions for all of a day.
CREATE OR REPLACE FUNCTION has_metric_partitions(day date) RETURNS boolean
  LANGUAGE plpgsql
  AS $$
DECLARE
  day_range tstzrange := tstzrange(day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
BEGIN
  RETURN (
    SELECT count(*) = 3 FROM (
      SELECT FROM metric_partitions() p
       WHERE NOT p.detaching AND p.lower_bound < p.upper_bound
       GROUP BY p.parent
      HAVING range_agg(tstzrange(p.lower_bound, p.upper_bound)) @> day_range) covered);
END
$$;

-- Makes the partitions of a day (UTC) where they are missing; whether any was. Losing a race is no error. Waits 5 s at most for
-- others.
CREATE OR REPLACE FUNCTION create_metric_partition(day date) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER
  SET lock_timeout = '5s'
  AS $$
BEGIN
  IF day BETWEEN (metric_partition_window()).first_day AND (metric_partition_window()).last_day
      AND has_metric_partitions(day) THEN
    RETURN false;
  END IF;
  RETURN make_metric_partitions(day) <> '{}';
END
$$;

-- The same for today and days after it; the names of the partitions that were made.
CREATE OR REPLACE FUNCTION create_metric_partitions_ahead(days_ahead integer DEFAULT 7) RETURNS text[]
  LANGUAGE plpgsql SECURITY DEFINER
  SET lock_timeout = '5s'
  AS $$
DECLARE
  today date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
  made text[] := '{}';
BEGIN
  IF days_ahead IS NULL OR days_ahead NOT BETWEEN 0 AND 30 THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
      MESSAGE = format('days_ahead is %s', coalesce(days_ahead::text, 'NULL')), HINT = 'Give 0 to 30, such as 7.';
  END IF;
  FOR ahead IN 0 .. days_ahead LOOP
    IF NOT has_metric_partitions(today + ahead) THEN
      made := made || make_metric_partitions(today + ahead)::text[];
    END IF;
  END LOOP;
  RETURN made;
END
$$;

-- Makes the partitions of yesterday, today and the next 7 days; the names of those that were missing.
CREATE OR REPLACE FUNCTION initialize_metric_partitions() RETURNS text[]
  LANGUAGE plpgsql SECURITY DEFINER
  SET lock_timeout = '5s'
  AS $$
DECLARE
  yesterday date := (clock_timestamp() AT TIME ZONE 'UTC')::date - 1;
  made text[] := '{}';
BEGIN
  IF NOT has_metric_partitions(yesterday) THEN
    made := make_metric_partitions(yesterday)::text[];
  END IF;
  RETURN made || create_metric_partitions_ahead(7);
END
$$;

-- Bound to this schema, behind pg_catalog, which is searched first where a path does not name it; not for everybody.
DO $$
DECLARE
  made regprocedure;
BEGIN
  FOR made IN
    SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = current_schema() AND p.proname IN ('metric_partitions', 'see_new_metric_partitions', 'metric_partition_window',
       'attach_metric_partition', 'make_metric_partitions', 'has_metric_partitions', 'create_metric_partition',
       'create_metric_partitions_ahead', 'initialize_metric_partitions')
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', made, current_schema());
    IF (SELECT prosecdef FROM pg_proc WHERE oid = made) THEN
      EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', made);
    END IF;
  END LOOP;
END
$$;
