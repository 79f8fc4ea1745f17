package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.Await;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.StoppableServer;
import io.venturi.jdbc.TestDatabase;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that are not there, or do not answer. */
class MeasurementOutagesTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final MeasuredSchema schema = new MeasuredSchema(database);

    @BeforeAll
    static void install() throws SQLException {
        MeasuredSchema.install(database);
    }

    @BeforeEach
    void clear() throws SQLException {
        schema.clear();
    }

    @Test
    void aBatchWhoseCommitGotNoAnswerIsStoredOnce() throws SQLException {
        try (Measurements measurements = schema.lazy().build()) {
            MeasuredSchema.record(measurements, 10);
            schema.assertStored(measurements, 10);

            schema.source.lostAnswers.set(3);
            MeasuredSchema.record(measurements, 10);
            measurements.record("n", 1, Map.of("number", new BigDecimal("1e200000")));
            assertThat(measurements.flush(MeasuredSchema.LONG)).isTrue();

            assertThat(schema.source.lostAnswers).hasValue(0);
            assertThat(measurements.counts())
                    .as("with what the lost answer was about")
                    .isEqualTo(new MeasurementCounts(21, 20, 1, 0, 0, 0));
            assertThat(database.number(MeasuredSchema.COUNT)).isEqualTo(20);
        }
    }

    @Test
    void aBatchWhoseCommitFailedIsStoredByAnotherTry() throws SQLException {
        try (Measurements measurements = schema.lazy().build()) {
            MeasuredSchema.record(measurements, 10);
            schema.assertStored(measurements, 10);
            schema.source.failedCommits.set(3);
            MeasuredSchema.record(measurements, 10);
            schema.assertStored(measurements, 20);
        }
    }

    @Test
    void anExhaustedPoolIsWaitedFor() throws Exception {
        schema.source.exhausted = true;
        try (Measurements measurements = schema.builder().build()) {
            MeasuredSchema.record(measurements, 100);
            Await.until("asked twice", () -> schema.source.refusals.get() > 1);
            assertThat(measurements.counts().waiting()).isEqualTo(100);
            assertThat(measurements.flush(Duration.ofMillis(1))).isFalse();
            schema.source.exhausted = false;
            schema.assertStored(measurements, 100);
        }
    }

    @Test
    void aTableThatIsLockedForLongIsWaitedFor() throws Exception {
        try (Measurements measurements = schema.builder().build();
                Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            MeasuredSchema.record(measurements, 10);
            schema.assertStored(measurements, 10);
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE metrics.pipeline_measurement");
            MeasuredSchema.record(measurements, 10);
            // Its first transaction waits for the lock, and gives up after 10 s: then another one waits.
            String waits = "SELECT xact_start::text FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                    + " AND query LIKE 'COPY \"metrics\".\"pipeline_measurement\"%'";
            Await.until("waits", () -> !database.rows(waits).isEmpty());
            List<?> first = database.rows(waits);
            Await.until("waits again", () -> {
                List<?> now = database.rows(waits);
                return !now.isEmpty() && !now.equals(first);
            });
            other.rollback();
            schema.assertStored(measurements, 20);
        }
    }

    @Test
    void aBoundedQueueGivesUpTheOldestAndItsBooksBalance() throws Exception {
        schema.source.exhausted = true;
        try (Measurements measurements = schema.lazy().maxWaiting(100).build()) {
            AtOnce.run(8, () -> {
                for (int i = 0; i < 500; i++) {
                    measurements.record("old", i, Map.of());
                    MeasuredSchema.assertBalanced(measurements.counts());
                }
                return true;
            });
            for (int i = 0; i < 100; i++) {
                measurements.record("new", i, Map.of());
            }
            assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(4_100, 0, 0, 0, 4_000, 100));
            schema.source.exhausted = false;
            assertThat(measurements.flush(MeasuredSchema.LONG)).isTrue();
            assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(4_100, 100, 0, 0, 4_000, 0));
        }
        assertThat(database.text("SELECT min(metric_name) || count(*) || ' ' || sum(metric_value)"
                        + " FROM metrics.pipeline_measurement"))
                .isEqualTo("new100 4950");
    }

    @Test
    void theBatchThatIsTriedIsKeptWhileOthersOverflow() throws Exception {
        schema.source.exhausted = true;
        try (Measurements measurements =
                schema.builder().maxWaiting(10).batchSize(4).build()) {
            MeasuredSchema.record(measurements, 4);
            Await.until("tried", () -> schema.source.refusals.get() > 0);
            MeasuredSchema.record(measurements, 100);
            assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(104, 0, 0, 0, 94, 10));
            schema.source.exhausted = false;
            assertThat(measurements.flush(MeasuredSchema.LONG)).isTrue();
            assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(104, 10, 0, 0, 94, 0));
        }
    }

    @Test
    void bytesAreBoundedToo() {
        schema.source.exhausted = true;
        try (Measurements measurements = schema.lazy()
                .maxWaitingBytes(1 << 20)
                .closeTimeout(Duration.ZERO)
                .build()) {
            for (int i = 0; i < 100; i++) {
                measurements.record("n", i, Map.of("text", "x".repeat(1 << 15)));
            }
            MeasurementCounts counts = measurements.counts();
            MeasuredSchema.assertBalanced(counts);
            assertThat(counts.waiting()).isEqualTo(31);
        }
    }

    @Test
    void aServerThatIsRestartedInTheMiddleLosesNothing(@TempDir Path folder) throws Exception {
        try (StoppableServer server = new StoppableServer(folder.resolve("data"), Map.of())) {
            server.start();
            MetricsSchema.install(server.dataSource(), "metrics");
            AtomicInteger recorded = new AtomicInteger();
            ExecutorService executor = Executors.newSingleThreadExecutor();
            try (Measurements measurements = Measurements.builder(server.dataSource(), "metrics")
                    .interval(Duration.ZERO)
                    .batchSize(100)
                    .build()) {
                Future<?> load = executor.submit(() -> {
                    while (!Thread.currentThread().isInterrupted() && recorded.get() < 50_000) {
                        measurements.record("n", recorded.getAndIncrement(), Map.of());
                        if (measurements.counts().waiting() > 1_000) {
                            measurements.flush(Duration.ofMillis(10));
                        }
                    }
                });
                Callable<Boolean> more = moreThan(measurements, 500);
                Await.until("stored", more);
                server.stop();
                assertThat(measurements.flush(Duration.ofMillis(1))).isFalse();
                server.start();
                Await.until(
                        "stored again",
                        moreThan(measurements, measurements.counts().stored() + 2_000));
                executor.shutdownNow();
                Await.until("ended", load::isDone);

                assertThat(measurements.flush(MeasuredSchema.LONG)).isTrue();
                int all = recorded.get();
                assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(all, all, 0, 0, 0, 0));
                try (Connection connection = server.dataSource().getConnection();
                        Statement statement = connection.createStatement();
                        var row = statement.executeQuery("SELECT count(*), count(DISTINCT metric_value)"
                                + " FROM metrics.pipeline_measurement")) {
                    row.next();
                    assertThat(row.getInt(1)).isEqualTo(all);
                    assertThat(row.getInt(2)).isEqualTo(all);
                }
            }
        }
    }

    private static Callable<Boolean> moreThan(Measurements measurements, long stored) {
        return () -> measurements.counts().stored() > stored;
    }

    @Test
    void closingWithoutADatabaseGivesUpInTime() {
        schema.source.exhausted = true;
        Measurements measurements = schema.builder()
                .closeTimeout(Duration.ofMillis(50))
                .batchSize(10)
                .build();
        MeasuredSchema.record(measurements, 100);
        measurements.close();

        assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(100, 0, 0, 0, 100, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50})
    @Timeout(30)
    void closingDoesNotWaitForAPoolThatDoesNotAnswer(int millis) {
        schema.source.blocks = true;
        Measurements idle =
                schema.builder().closeTimeout(Duration.ofMillis(millis)).build();
        idle.close();

        Measurements busy =
                schema.builder().closeTimeout(Duration.ofMillis(millis)).build();
        MeasuredSchema.record(busy, 10);
        busy.close();
        assertThat(busy.counts()).isEqualTo(new MeasurementCounts(10, 0, 0, 0, 10, 0));
    }
}
