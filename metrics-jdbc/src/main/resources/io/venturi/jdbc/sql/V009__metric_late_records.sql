-- What is written through the views says of which hours it is, so that none is missing in roll-ups, whenever it comes: see V004.
--
-- Names no schema; by hand and by Flyway as V001. Functions are bound to the schema as in V003.

-- For the kind of record that the trigger names; once an hour and transaction.
CREATE OR REPLACE FUNCTION note_metric_hour() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
DECLARE
  known text := coalesce(current_setting('venturi.metric_hours', true), '');
  hour text := format(' %I/%s/%s ', TG_TABLE_SCHEMA, TG_ARGV[0], floor(extract(epoch FROM NEW."timestamp") / 3600));
BEGIN
  IF strpos(known, hour) = 0 THEN
    -- Locks for the hours of now; for a great many, notes.
    PERFORM note_metric_hours(TG_ARGV[0], ARRAY[NEW."timestamp"], length(known) < 1000);
    PERFORM set_config('venturi.metric_hours', right(known || hour, 2000), true);
  END IF;
  RETURN NEW;
END
$$;

-- Triggers fire in the order of their names: these after those that store.
CREATE OR REPLACE TRIGGER note_hour INSTEAD OF INSERT ON pipeline_metrics
  FOR EACH ROW EXECUTE FUNCTION note_metric_hour('measurements');
CREATE OR REPLACE TRIGGER note_hour INSTEAD OF INSERT ON metric
  FOR EACH ROW EXECUTE FUNCTION note_metric_hour('samples');

-- Bound to this schema; not for everybody.
DO $$
DECLARE
  made regprocedure;
BEGIN
  FOR made IN
    SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = current_schema() AND p.proname = 'note_metric_hour'
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', made, current_schema());
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', made);
  END LOOP;
END
$$;
