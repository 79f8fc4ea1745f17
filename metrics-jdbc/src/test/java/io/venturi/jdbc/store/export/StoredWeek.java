package io.venturi.jdbc.store.export;

import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** A history that tests export: made by the database itself. */
final class StoredWeek {

    static final Instant BEGIN = Instant.parse("2026-03-23T00:00:00Z");
    static final Duration STEP = Duration.ofMinutes(10);
    static final int DAYS = 7;
    static final Instant END = BEGIN.plus(Duration.ofDays(DAYS));

    /** What labels may hold. */
    static final String ODD = "q\" b\\ n\n é😀 {,}=";

    private StoredWeek() {}

    static void install(TestDatabase database) throws SQLException {
        MetricsSchema.install(database.dataSource(), "metrics");
        database.execute("SET search_path = metrics");
        for (int day = 0; day < DAYS + 1; day++) {
            partition(database, "metric_sample", day);
            partition(database, "metric_distribution", day);
        }
        database.execute("""
                INSERT INTO metrics.runtime (runtime_id, component_type, name) VALUES
                  ('00000000-0000-0000-0000-000000000001', 'worker_pool', 'one'),
                  ('00000000-0000-0000-0000-000000000002', 'worker_pool', 'two')""");
    }

    private static void partition(TestDatabase database, String relation, int day) throws SQLException {
        Instant from = BEGIN.plus(Duration.ofDays(day));
        database.execute("CREATE TABLE metrics.%s_%d PARTITION OF metrics.%s FOR VALUES FROM ('%s') TO ('%s')"
                .formatted(relation, day, relation, from, from.plus(Duration.ofDays(1))));
    }

    /**
     * Counters that begin again, gauges that are NaN or infinite at times, with gaps: five metrics, and of each a series for each
     * {@code n}, of which every hundredth has an odd label.
     */
    static void fill(TestDatabase database, int ofEach) throws SQLException {
        database.execute("""
                INSERT INTO metrics.metric_series (series_id, runtime_id, metric_name, metric_type, unit, help_text, labels)
                SELECT m * 100000 + n, ('00000000-0000-0000-0000-00000000000' || 1 + n %% 2)::uuid,
                       CASE WHEN m < 2 THEN 'jobs_' || m || '_total' ELSE 'depth_' || m END,
                       CASE WHEN m < 2 THEN 'counter' ELSE 'gauge' END,
                       NULL, 'Metric ' || m || E' "quoted" \\\\ \\n.',
                       jsonb_build_object('n', n::text)
                         || CASE WHEN n %% 100 = 0 THEN jsonb_build_object('odd', E'%s', 'runtime', 'own') ELSE '{}' END
                  FROM generate_series(0, 4) m, generate_series(0, %d) n""".formatted(sql(ODD), ofEach - 1), """
                INSERT INTO metrics.metric_sample (ts, series_id, value)
                SELECT '%s'::timestamptz + t * interval '%d seconds' + id %% 977 * interval '1 millisecond', id,
                       CASE WHEN id < 200000 THEN (t + id %% 7 * 50) %% 300 * (1 + id %% 5)
                            WHEN t %% 97 = id %% 97 THEN 'NaN'
                            WHEN t %% 89 = id %% 89 THEN 'Infinity'
                            WHEN t %% 83 = id %% 83 THEN '-Infinity'
                            ELSE round(sin(t + id)::numeric * 1000, 3) END
                  FROM generate_series(0, %d) t,
                       (SELECT series_id AS id FROM metrics.metric_series WHERE series_id >= 0) s
                 WHERE (t / 20 + id) %% 11 <> 0""".formatted(
                        BEGIN, STEP.toSeconds(), DAYS * 86_400L / STEP.toSeconds() - 1));
    }

    private static String sql(String text) {
        return text.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n");
    }
}
