-- Row counts of tables: who counts, what each run found, and snapshots of it.
--
-- Names no schema: the relations go where search_path points to. By hand, with the schema's name in place of metrics:
--   psql -c 'CREATE SCHEMA IF NOT EXISTS metrics'
--   PGOPTIONS='-c search_path=metrics' psql -1 -v ON_ERROR_STOP=1 -f V001__table_counts.sql
-- With Flyway: make it the default schema. MetricsSchema.install() may still come after either: what is there stays.

-- Which of these files were applied by MetricsSchema.install().
CREATE TABLE IF NOT EXISTS schema_version (
  version integer PRIMARY KEY,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
);

-- Who may do what only one of many replicas is to do. The epoch grows with each change of owner.
CREATE TABLE IF NOT EXISTS lease (
  name text PRIMARY KEY,
  owner text NOT NULL,
  epoch bigint NOT NULL,
  expires_at timestamptz NOT NULL
);

-- Each attempt to count, also those that failed.
CREATE TABLE IF NOT EXISTS table_metrics_runs (
  run_id bigserial PRIMARY KEY,
  collected_at timestamptz NOT NULL DEFAULT now(),
  snapshot_date date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date,
  status text NOT NULL CHECK (status IN ('RUNNING', 'SUCCEEDED', 'FAILED')),
  error_message text,
  skip_schemas jsonb NOT NULL DEFAULT '[]',
  exclude_tables jsonb NOT NULL DEFAULT '[]'
);
CREATE INDEX IF NOT EXISTS table_metrics_runs_collected_at ON table_metrics_runs (collected_at, run_id);
CREATE INDEX IF NOT EXISTS table_metrics_runs_snapshot_date ON table_metrics_runs (snapshot_date, run_id);

-- What a run found out about each table: a number of rows, or why there is none. They leave with their run.
CREATE TABLE IF NOT EXISTS table_metrics_measurements (
  run_id bigint NOT NULL REFERENCES table_metrics_runs ON DELETE CASCADE,
  schema_name text NOT NULL,
  table_name text NOT NULL,
  row_count bigint,
  method text NOT NULL,
  counted_at timestamptz NOT NULL,
  duration_ms double precision NOT NULL,
  total_bytes bigint,
  table_bytes bigint,
  index_bytes bigint,
  filtered jsonb NOT NULL DEFAULT '{}',
  failure text,
  PRIMARY KEY (run_id, schema_name, table_name),
  CHECK ((row_count IS NULL) = (failure IS NOT NULL))
);
CREATE INDEX IF NOT EXISTS table_metrics_measurements_by_table
  ON table_metrics_measurements (schema_name, table_name, run_id);

-- What a run that succeeded found, as one document. Rows are added, never changed; they leave with their run.
CREATE TABLE IF NOT EXISTS table_metrics_run_snapshot (
  run_id bigint PRIMARY KEY REFERENCES table_metrics_runs ON DELETE CASCADE,
  payload jsonb NOT NULL,
  collected_at timestamptz NOT NULL
);

-- The same of the last run of a day that succeeded. A day outlives its run.
CREATE TABLE IF NOT EXISTS table_metrics_daily_snapshot (
  snapshot_date date PRIMARY KEY,
  run_id bigint NOT NULL,
  payload jsonb NOT NULL,
  collected_at timestamptz NOT NULL
);
