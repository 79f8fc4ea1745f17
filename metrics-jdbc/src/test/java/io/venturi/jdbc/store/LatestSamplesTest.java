package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.venturi.jdbc.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LatestSamplesTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final UUID FIRST = UUID.fromString("00000000-0000-0000-0000-000000000001");
    private static final UUID SECOND = UUID.fromString("00000000-0000-0000-0000-000000000002");
    private static final LatestSamples LATEST = new LatestSamples(database.dataSource(), "metrics");

    @BeforeAll
    static void fill() throws SQLException {
        InstalledHistory.renew(database);
        database.execute(
                "SELECT metrics.initialize_metric_partitions()",
                "INSERT INTO metrics.runtime (runtime_id, component_type, name) VALUES ('" + FIRST
                        + "', 'worker_pool', 'one'), ('" + SECOND + "', 'broker', 'two')",
                "INSERT INTO metrics.metric (runtime_id, metric_name, metric_type, metric_value, unit, help_text, labels, timestamp)"
                        + " SELECT '" + FIRST
                        + "', 'lag', 'gauge', n, 's', 'Lag.', '{\"t\": \"a\"}', now() - n * interval '1 minute' FROM generate_series(1, 3) n",
                "INSERT INTO metrics.metric (runtime_id, metric_name, metric_type, metric_value, timestamp) VALUES"
                        + " ('" + SECOND + "', 'lag', 'gauge', 'NaN', now() - interval '4 minutes'),"
                        + " ('" + SECOND + "', 'lag', 'gauge', 5, now() + interval '1 hour'),"
                        + " ('" + SECOND + "', 'old_total', 'counter', 9, now() - interval '1 day')");
    }

    @Test
    void theNewestOfEachSeriesIsGivenUnlessItIsToCome() throws SQLException {
        assertThat(LATEST.all(Duration.ofMinutes(10), 10))
                .extracting(
                        one -> one.runtime(),
                        one -> one.series().name(),
                        one -> one.series().help(),
                        one -> one.value())
                .containsExactlyInAnyOrder(tuple("one", "lag", "Lag.", 1.0), tuple("two", "lag", null, Double.NaN));
    }

    @Test
    void whatIsTooOldIsLeftOut() throws SQLException {
        assertThat(LATEST.of(SECOND, Duration.ofMinutes(3), 10)).isEmpty();
        assertThat(LATEST.of(SECOND, Duration.ofDays(2), 10))
                .extracting(one -> one.series().name())
                .containsExactly("lag", "old_total");
    }

    @Test
    void moreThanIsAllowedIsRefused() throws SQLException {
        assertThat(LATEST.all(Duration.ofDays(2), 3)).hasSize(3);
        assertThatExceptionOfType(QueryLimitException.class)
                .isThrownBy(() -> LATEST.all(Duration.ofDays(2), 2))
                .withMessageContaining("more than 2 series");
        assertThatIllegalArgumentException().isThrownBy(() -> LATEST.all(Duration.ZERO, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> LATEST.all(Duration.ofDays(1), 0));
    }
}
