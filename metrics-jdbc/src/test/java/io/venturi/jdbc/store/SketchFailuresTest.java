package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.TestDatabase;
import io.venturi.jdbc.store.rollup.MetricRollup;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Some sketches of days that the database does not take: the others are made, and those are tried again. */
class SketchFailuresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    /** Of two batches of fifty and a bit. */
    private static final int BUCKETS = 120;

    @BeforeEach
    void install() throws SQLException {
        InstalledHistory.renew(database);
        byte[] sketch = TrueSketch.of(
                        MetricSeries.of("took", SeriesType.HISTOGRAM, Map.of()), Instant.EPOCH, 2, 1, 10, 20)
                .sketch();
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO metrics.aggregated_metrics (kind, metric_name, period, period_start, count_value, sum_value,"
                                + " max_value, sketch, sketch_due) SELECT 'distributions', 'm' || lpad(i::text, 3, '0'), tier.period,"
                                + " '2026-03-02 00:00Z', 2, 30, 20, tier.sketch, tier.sketch IS NULL"
                                + " FROM generate_series(1, " + BUCKETS
                                + ") i, (VALUES ('hourly', ?), ('daily', NULL)) tier (period, sketch)")) {
            insert.setBytes(1, sketch);
            insert.executeUpdate();
        }
        database.execute(
                "CREATE FUNCTION metrics.refuse() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN RAISE EXCEPTION 'no room for %', NEW.metric_name; END $$",
                "CREATE TRIGGER refuse BEFORE UPDATE ON metrics.aggregated_metrics FOR EACH ROW"
                        + " WHEN (NEW.metric_name IN ('m030', 'm110')) EXECUTE FUNCTION metrics.refuse()");
    }

    private static List<SQLException> rollUp() {
        List<SQLException> failures = new ArrayList<>();
        for (MetricRollup.Step step : new MetricRollup(
                        new SchemaTransactions(database.dataSource(), "metrics"), () -> true, unreadable -> {
                            throw unreadable;
                        })
                .steps()) {
            try {
                step.run();
            } catch (SQLException e) {
                failures.add(e);
            }
        }
        return failures;
    }

    private static String due() throws SQLException {
        return String.valueOf(database.text("SELECT min(metric_name) || '-' || max(metric_name) || ' ' || count(*)"
                + " FROM metrics.aggregated_metrics WHERE sketch_due"));
    }

    @Test
    void batchesThatFailDoNotKeepOthersFromTheirTurn() throws SQLException {
        List<SQLException> failures = rollUp();

        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat((Throwable) failure)
                    .hasMessageContaining("distributions that are daily cannot be merged", "no room for m030");
            assertThat(failure.getSuppressed()).singleElement().satisfies(second -> assertThat(second)
                    .hasMessageContaining("no room for m110"));
        });
        assertThat(database.rows(
                        "SELECT DISTINCT p50, metric_name BETWEEN 'm051' AND 'm100' FROM metrics.aggregated_metrics"
                                + " WHERE period = 'daily' AND NOT sketch_due"))
                .hasToString("[[10.0, true]]");
        assertThat(due()).isEqualTo("m001-m120 70");

        database.execute("DROP TRIGGER refuse ON metrics.aggregated_metrics");
        assertThat(rollUp()).isEmpty();
        assertThat(due()).isEqualTo("null");
    }
}
