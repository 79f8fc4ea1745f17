-- Roles for the schema that search_path points to: one that counts tables, one that writes the metric history, one that maintains it,
-- and one that reads all. They are groups without a login: GRANT venturi_writer TO the role that the service logs in as; to one
-- that does several of these, several. For other names, replace these four throughout the file.
--
-- Apply as the owner of the schema, who may create roles, after all V….sql; again after each new one:
--   PGOPTIONS='-c search_path=metrics' psql -1 -v ON_ERROR_STOP=1 -f grants.sql

DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['venturi_counter', 'venturi_writer', 'venturi_maintainer', 'venturi_reader'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
    END IF;
  END LOOP;
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO venturi_counter, venturi_writer, venturi_maintainer, venturi_reader', current_schema());
END
$$;

-- Table counts: counter and reader read.
GRANT SELECT ON schema_version, lease, table_metrics_runs, table_metrics_measurements, table_metrics_run_snapshot,
  table_metrics_daily_snapshot TO venturi_counter, venturi_reader;

-- The counter takes the lease, and writes what runs find. Run snapshots and measurements are added, never changed; old ones
-- leave with their run, for which no right to delete them is needed.
GRANT INSERT, UPDATE ON lease TO venturi_counter;
GRANT INSERT, DELETE ON table_metrics_runs TO venturi_counter;
GRANT UPDATE (status, error_message) ON table_metrics_runs TO venturi_counter;
GRANT USAGE ON SEQUENCE table_metrics_runs_run_id_seq TO venturi_counter;
GRANT INSERT ON table_metrics_measurements, table_metrics_run_snapshot TO venturi_counter;
GRANT INSERT, UPDATE ON table_metrics_daily_snapshot TO venturi_counter;

-- The counter also needs to read what it counts. Either all there is, now and later:
--   GRANT pg_read_all_data TO venturi_counter;
-- or schema by schema:
--   GRANT USAGE ON SCHEMA public TO venturi_counter;
--   GRANT SELECT ON ALL TABLES IN SCHEMA public TO venturi_counter;
--   ALTER DEFAULT PRIVILEGES FOR ROLE the_owner_of_new_tables IN SCHEMA public GRANT SELECT ON TABLES TO venturi_counter;

-- Metric history. All may see which version there is, so that MetricsSchema.install() finds nothing to do.
GRANT SELECT ON schema_version TO venturi_writer, venturi_maintainer;

-- Maintainer and reader read all of it; partitions are read by way of their parents.
GRANT SELECT ON runtime, metric_series, metric_sample, metric_distribution, metric_batch, measurement_batch, pipeline_measurement,
  aggregated_metrics, rollup_progress, rollup_due, measurement_dimension, retention, health_setting, worker_issues, monitoring_events, pipeline_metrics, metric,
  queue_metrics, api_metrics, queue_monitoring_view TO venturi_maintainer, venturi_reader;

-- The writer registers components and series, adds to raw records and never changes them, and tells of issues and events. It
-- cannot make or change relations, but has partitions made: the functions do that as their owner.
GRANT SELECT, INSERT, UPDATE ON runtime, metric_batch TO venturi_writer;
GRANT SELECT, INSERT, UPDATE (unit, help_text, last_seen) ON metric_series TO venturi_writer;
GRANT INSERT ON metric_sample, metric_distribution, pipeline_measurement, monitoring_events TO venturi_writer;
GRANT SELECT, INSERT ON pipeline_metrics, metric TO venturi_writer;
GRANT SELECT, INSERT, UPDATE (severity, message, details, resolved, resolution_details, resolved_at) ON worker_issues
  TO venturi_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON measurement_batch TO venturi_writer;
GRANT SELECT ON retention TO venturi_writer;
GRANT EXECUTE ON FUNCTION create_metric_partition(date), create_metric_partitions_ahead(integer), initialize_metric_partitions()
  TO venturi_writer, venturi_maintainer;
GRANT EXECUTE ON FUNCTION note_metric_hours(text, timestamptz[], boolean) TO venturi_writer;

-- The maintainer rolls up and cleans up, while it has the lease. That the library drops partitions without holding writers up
-- takes the owner of the relations; to a maintainer who is not, it calls the function.
GRANT SELECT, INSERT, UPDATE ON lease TO venturi_maintainer;
GRANT INSERT, UPDATE, DELETE ON aggregated_metrics, rollup_progress, rollup_due TO venturi_maintainer;
GRANT INSERT ON monitoring_events TO venturi_maintainer;
GRANT UPDATE (status, updated_at) ON runtime TO venturi_maintainer;
GRANT EXECUTE ON FUNCTION take_metric_hours(text, timestamptz), roll_up_metric_hours(text, timestamptz[]), take_metric_periods(text, text),
  roll_up_metric_period(text, text, timestamptz), aggregate_hourly_metrics(), aggregate_daily_metrics(), aggregate_weekly_metrics(),
  cleanup_expired_metrics(), purge_old_monitoring_events(integer)
  TO venturi_maintainer;
