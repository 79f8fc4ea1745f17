-- Two roles for the schema that search_path points to: one that counts, one that reads. Both are groups without a login:
-- GRANT venturi_counter TO the role that the service logs in as. For other names, replace these two throughout the file.
--
-- Apply as the owner of the schema, who may create roles, after all V….sql; again after each new one:
--   PGOPTIONS='-c search_path=metrics' psql -1 -v ON_ERROR_STOP=1 -f grants.sql

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'venturi_counter') THEN
    CREATE ROLE venturi_counter NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'venturi_reader') THEN
    CREATE ROLE venturi_reader NOLOGIN;
  END IF;
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO venturi_counter, venturi_reader', current_schema());
END
$$;

-- Both read.
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
