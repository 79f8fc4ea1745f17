package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** Where measurements go in tests: a schema whose tables have no partitions at the beginning. */
final class MeasuredSchema {

    static final Duration LONG = Duration.ofMinutes(1);
    static final String COUNT = "SELECT count(*) FROM metrics.pipeline_measurement";

    final FlakySource source;
    private final TestDatabase database;

    MeasuredSchema(TestDatabase database) {
        this.database = database;
        this.source = new FlakySource(database.dataSource());
    }

    static void install(TestDatabase database) throws SQLException {
        MetricsSchema.install(database.dataSource(), "metrics");
    }

    void clear() throws SQLException {
        for (String table : List.of("metric_sample", "metric_distribution", "pipeline_measurement")) {
            for (List<?> row : database.rows(
                    "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = ?::regclass",
                    "metrics." + table)) {
                database.execute("DROP TABLE " + row.get(0));
            }
        }
        database.execute("DELETE FROM metrics.measurement_batch");
    }

    Measurements.Builder builder() {
        return Measurements.builder(source.dataSource(), "metrics").interval(Duration.ZERO);
    }

    /** One that stores nothing until it is flushed. */
    Measurements.Builder lazy() {
        return Measurements.builder(source.dataSource(), "metrics").interval(Duration.ofHours(1));
    }

    static void record(Measurements measurements, int count) {
        for (int i = 0; i < count; i++) {
            measurements.record("n", i, Map.of("i", i));
        }
    }

    void assertStored(Measurements measurements, int count) throws SQLException {
        assertThat(measurements.flush(LONG)).isTrue();
        assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(count, count, 0, 0, 0, 0));
        assertThat(database.number(COUNT)).isEqualTo(count);
    }

    static void assertBalanced(MeasurementCounts counts) {
        assertThat(counts.accepted())
                .as(counts.toString())
                .isEqualTo(counts.stored()
                        + counts.rejected()
                        + counts.expired()
                        + counts.overflowed()
                        + counts.waiting());
    }

    LocalDate today() throws SQLException {
        return LocalDate.parse(String.valueOf(database.text("SELECT (now() AT TIME ZONE 'UTC')::date")));
    }
}
