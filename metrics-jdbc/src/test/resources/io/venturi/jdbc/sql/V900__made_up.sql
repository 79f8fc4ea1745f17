-- A later version, which only tests have.
ALTER TABLE table_metrics_runs ADD COLUMN IF NOT EXISTS made_up text;
