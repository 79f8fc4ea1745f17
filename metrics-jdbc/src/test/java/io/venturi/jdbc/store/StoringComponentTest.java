package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What storing says of the component, and what one refused row costs the others. */
class StoringComponentTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final MetricSeries SERIES = MetricSeries.of("events_total", SeriesType.COUNTER, Map.of());

    private final BatchStorage storage = new BatchStorage(database.dataSource(), "metrics");
    private final UUID incarnation = UUID.randomUUID();
    private long seq;

    @BeforeEach
    void install() throws SQLException {
        database.execute("DROP SCHEMA IF EXISTS metrics CASCADE");
        MetricsSchema.install(database.dataSource(), "metrics");
    }

    private void store(Instant time, double value) throws SQLException {
        Sample sample = new Sample(SERIES, time, value);
        seq++;
        assertThat(storage.store(new SampleBatch(
                                new RuntimeKey("worker_pool", "orders"),
                                incarnation,
                                seq,
                                time,
                                List.of(sample),
                                List.of()))
                        .stored())
                .isEqualTo(1);
    }

    @Test
    void whoStoresIsAlive() throws SQLException {
        store(Instant.now(), 1);
        database.execute("UPDATE metrics.runtime SET last_heartbeat = now() - interval '1 hour', status = 'offline'");

        store(Instant.now(), 1);

        assertThat(database.rows("SELECT status, last_heartbeat > now() - interval '1 minute' FROM metrics.runtime"))
                .hasToString("[[ready, true]]");
    }

    @Test
    void aTriggerThatRefusesOneRowOfADayWithoutPartitionCostsNoOther() throws SQLException {
        database.execute(
                "CREATE FUNCTION metrics.refuse() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN IF NEW.value = 13 THEN RAISE EXCEPTION 'no 13'; END IF; RETURN NEW; END $$",
                "SELECT metrics.create_metric_partition((now() AT TIME ZONE 'UTC')::date)",
                "CREATE TRIGGER refuse BEFORE INSERT ON metrics.metric_sample FOR EACH ROW EXECUTE FUNCTION metrics.refuse()");
        List<Sample> samples = List.of(
                new Sample(SERIES, Instant.now(), 13),
                new Sample(SERIES, Instant.now().minus(Duration.ofDays(3)), 1),
                new Sample(SERIES, Instant.now().minus(Duration.ofDays(4)), 2));

        assertThat(storage.store(new SampleBatch(
                        new RuntimeKey("worker_pool", "orders"), incarnation, 1, Instant.now(), samples, List.of())))
                .isEqualTo(new BatchTarget.Stored(2, 1, 0));
    }
}
