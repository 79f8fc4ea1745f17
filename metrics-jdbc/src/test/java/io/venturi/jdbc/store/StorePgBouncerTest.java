package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.Severity;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.PgBouncer;
import io.venturi.jdbc.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Components, measurements, issues and events where a session is another's after each transaction. */
@Tag("ci")
class StorePgBouncerTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static PgBouncer bouncer;

    @BeforeAll
    static void start() throws Exception {
        bouncer = PgBouncer.start(database);
        MetricsSchema.install(bouncer.dataSource(), "metrics");
    }

    @AfterAll
    static void end() throws Exception {
        bouncer.close();
    }

    @Test
    void manyRecordMeasurements() throws Exception {
        List<MeasurementCounts> counts = AtOnce.run(6, () -> {
            try (Measurements measurements = Measurements.builder(bouncer.dataSource(), "metrics")
                    .interval(Duration.ZERO)
                    .batchSize(100)
                    .build()) {
                MeasuredSchema.record(measurements, 1_000);
                assertThat(measurements.flush(MeasuredSchema.LONG)).isTrue();
                return measurements.counts();
            }
        });
        assertThat(counts).containsOnly(new MeasurementCounts(1_000, 1_000, 0, 0, 0, 0));
        assertThat(database.number(MeasuredSchema.COUNT)).isEqualTo(6_000);
    }

    @Test
    void componentsRegisterAndAreSwept() throws Exception {
        RuntimeRegistry registry = new RuntimeRegistry(bouncer.dataSource(), "metrics");
        List<UUID> ids = AtOnce.run(6, () -> {
            UUID id = registry.register(
                    RuntimeDescription.builder("worker_pool", "a").build(), RuntimeStatus.READY);
            assertThat(registry.heartbeat(id, RuntimeStatus.BUSY)).isTrue();
            return id;
        });
        assertThat(ids).containsOnly(ids.get(0));
        database.execute("UPDATE metrics.runtime SET last_heartbeat = now() - interval '1 h'");
        assertThat(registry.sweep(Duration.ofMinutes(2))).hasSize(1);
        assertThat(new MonitoringEvents(bouncer.dataSource(), "metrics").list("runtime_offline", 10))
                .hasSize(1);
    }

    @Test
    void anIssueOfManyIsOne() throws Exception {
        WorkerIssues issues = new WorkerIssues(bouncer.dataSource(), "metrics");
        AtOnce.run(6, () -> issues.report("w", "stuck", Severity.ERROR, "no batch", Map.of()));

        assertThat(issues.open(10)).singleElement().satisfies(issue -> assertThat(issue.details())
                .containsEntry("repeats", 5L));
        assertThat(database.rows("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
                .as("nothing is left in the session")
                .hasToString("[[0]]");
    }
}
