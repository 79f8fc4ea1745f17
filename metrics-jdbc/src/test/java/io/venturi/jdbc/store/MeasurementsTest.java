package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.jdbc.Await;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.StoppableServer;
import io.venturi.jdbc.TestDatabase;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
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
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasurementsTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String COUNT = "SELECT count(*) FROM metrics.pipeline_measurement";

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final FlakySource source = new FlakySource(database.dataSource());

    @BeforeAll
    static void install() throws SQLException {
        MetricsSchema.install(database.dataSource(), "metrics");
    }

    /** No partition is there at the beginning. */
    @BeforeEach
    void clear() throws SQLException {
        for (List<?> row : database.rows("SELECT inhrelid::regclass::text FROM pg_inherits"
                + " WHERE inhparent = 'metrics.pipeline_measurement'::regclass")) {
            database.execute("DROP TABLE " + row.get(0));
        }
        for (List<?> row : database.rows("SELECT inhrelid::regclass::text FROM pg_inherits"
                + " WHERE inhparent IN ('metrics.metric_sample'::regclass, 'metrics.metric_distribution'::regclass)")) {
            database.execute("DROP TABLE " + row.get(0));
        }
        database.execute("DELETE FROM metrics.measurement_batch");
    }

    private Measurements.Builder builder() {
        return Measurements.builder(source.dataSource(), "metrics").interval(Duration.ZERO);
    }

    /** One that stores nothing until it is flushed. */
    private Measurements.Builder lazy() {
        return Measurements.builder(source.dataSource(), "metrics").interval(Duration.ofHours(1));
    }

    private static void record(Measurements measurements, int count) {
        for (int i = 0; i < count; i++) {
            measurements.record("n", i, Map.of("i", i));
        }
    }

    private static void assertStored(Measurements measurements, int count) throws SQLException {
        assertThat(measurements.flush(LONG)).isTrue();
        assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(count, count, 0, 0, 0, 0));
        assertThat(database.number(COUNT)).isEqualTo(count);
    }

    private static void assertBalanced(MeasurementCounts counts) {
        assertThat(counts.accepted())
                .as(counts.toString())
                .isEqualTo(counts.stored()
                        + counts.rejected()
                        + counts.expired()
                        + counts.overflowed()
                        + counts.waiting());
    }

    private static LocalDate today() throws SQLException {
        return LocalDate.parse(String.valueOf(database.text("SELECT (now() AT TIME ZONE 'UTC')::date")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasRecordedIsInTheRelation(boolean hidden) throws SQLException {
        source.hidesDriver = hidden;
        Instant time = Instant.now().minusNanos(1); // not a whole microsecond
        try (Measurements measurements = builder().build()) {
            measurements.record(
                    "queue_processing",
                    12.5,
                    Map.of("queue", "or'd\"ers\\ 😀", "size", 10, "ratio", 0.25, "ok", true, "big", 1L << 53),
                    time);
            measurements.record("plain", -0.0, Map.of(), time);
            assertStored(measurements, 2);
        }
        assertThat(database.rows(
                        "SELECT metric_name, metric_value, tags = jsonb_build_object('queue', ?, 'size', 10,"
                                + " 'ratio', 0.25, 'ok', true, 'big', 9007199254740992) FROM metrics.pipeline_measurement"
                                + " ORDER BY id",
                        "or'd\"ers\\ 😀"))
                .containsExactly(List.of("queue_processing", 12.5, true), List.of("plain", -0.0, false));
        assertThat(database.rows("SELECT DISTINCT (extract(epoch FROM \"timestamp\") * 1000000)::bigint,"
                        + " created_at > now() - interval '1 h' FROM metrics.pipeline_measurement"))
                .containsExactly(List.of(time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000, true));
    }

    @Test
    void manyThreadsRecordExactly() throws Exception {
        try (Measurements measurements = builder().batchSize(700).build()) {
            AtOnce.run(16, () -> {
                        record(measurements, 1_000);
                        return measurements.counts();
                    })
                    .forEach(MeasurementsTest::assertBalanced);
            assertStored(measurements, 16_000);
        }
        assertThat(database.text("SELECT count(DISTINCT metric_value) || ' ' || sum(metric_value)"
                        + " FROM metrics.pipeline_measurement"))
                .isEqualTo("1000 7992000");
        assertThat(database.number("SELECT count(*) FROM metrics.measurement_batch"))
                .as("its mark is gone")
                .isZero();
    }

    @Test
    void whatCannotBeStoredIsDroppedAndCounted() throws SQLException {
        Map<String, Object> withNull = new HashMap<>();
        withNull.put("a", null);
        try (Measurements measurements = builder().build()) {
            measurements.record("n", Double.NaN, Map.of());
            measurements.record("n", Double.POSITIVE_INFINITY, Map.of());
            measurements.record("n\0", 1, Map.of());
            measurements.record("", 1, Map.of());
            measurements.record("x".repeat(201), 1, Map.of());
            measurements.record("n", 1, Map.of("a", "b\0"));
            measurements.record("n", 1, Map.of("a\0", "b"));
            measurements.record("n", 1, Map.of("a", "\uD83D"));
            measurements.record("n", 1, Map.of("a", Float.NaN));
            measurements.record("n", 1, Map.of("a", List.of()));
            measurements.record("n", 1, Map.of("a", "x".repeat(1 << 16)));
            measurements.record("n", 1, withNull);
            measurements.record("n", 1, Map.of(), Instant.MAX);
            measurements.record("n", 1, Map.of(), Instant.MIN);
            measurements.record("n", 1, Map.of());

            assertThat(measurements.flush(LONG)).isTrue();
            assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(15, 1, 12, 2, 0, 0));
        }
        assertThat(database.number(COUNT)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onlyThePoisonIsLost(boolean hidden) throws SQLException {
        source.hidesDriver = hidden;
        try (Measurements measurements = lazy().build()) {
            for (int i = 0; i < 1_000; i++) {
                Object number = i % 100 == 7 ? new BigDecimal("1e200000") : (Object) i; // beyond jsonb
                measurements.record("n", i, Map.of("number", number));
            }
            assertThat(measurements.flush(LONG)).isTrue();
            assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(1_000, 990, 10, 0, 0, 0));
        }
        assertThat(database.number("SELECT count(DISTINCT metric_value) FROM metrics.pipeline_measurement"
                        + " WHERE metric_value::int % 100 <> 7"))
                .isEqualTo(990);
    }

    @Test
    void aCheckOfTheHostsIsNoMissingPartition() throws SQLException {
        database.execute("ALTER TABLE metrics.pipeline_measurement ADD CONSTRAINT hosts CHECK (metric_value >= 0)");
        try (Measurements measurements = lazy().build()) {
            for (int i = -3; i < 5; i++) {
                measurements.record("n", i, Map.of());
            }
            assertThat(measurements.flush(LONG)).isTrue();
            assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(8, 5, 3, 0, 0, 0));
        } finally {
            database.execute("ALTER TABLE metrics.pipeline_measurement DROP CONSTRAINT hosts");
        }
    }

    @Test
    void daysOutsideOfTheWindowExpire() throws SQLException {
        LocalDate today = today();
        try (Measurements measurements = lazy().build()) {
            for (int days : new int[] {-400, -16, -13, 0, 6, 9, 400}) {
                Instant noon = today.plusDays(days).atTime(12, 0).toInstant(ZoneOffset.UTC);
                measurements.record("n", days, Map.of(), noon);
                measurements.record("n", days, Map.of(), noon.plusSeconds(1));
            }
            assertThat(measurements.flush(LONG)).isTrue();
            assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(14, 6, 0, 8, 0, 0));
        }
        assertThat(database.rows("SELECT DISTINCT metric_value FROM metrics.pipeline_measurement ORDER BY 1"))
                .hasToString("[[-13.0], [0.0], [6.0]]");
    }

    @Test
    void theWindowGoesByWhatIsKept() throws SQLException {
        database.execute("UPDATE metrics.retention SET keep_days = 30 WHERE kind = 'raw'");
        try (Measurements measurements = builder().build()) {
            measurements.record("n", 1, Map.of(), Instant.now().minus(Duration.ofDays(29)));
            assertStored(measurements, 1);
        } finally {
            database.execute("UPDATE metrics.retention SET keep_days = 14 WHERE kind = 'raw'");
        }
    }

    @Test
    void theUtcDayChangesAtMidnightInAllZones() throws Throwable {
        Instant midnight = today().plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        Zones.each(zone -> {
            clear();
            MovedClock clock = new MovedClock(midnight.minusNanos(1_000));
            try (Measurements measurements = builder().clock(clock).build()) {
                measurements.record("before", 1, Map.of());
                clock.now = midnight;
                measurements.record("after", 1, Map.of());
                assertStored(measurements, 2);
            }
            assertThat(database.rows("SELECT metric_name, right(tableoid::regclass::text, 10)"
                            + " FROM metrics.pipeline_measurement ORDER BY id"))
                    .as(zone)
                    .containsExactly(List.of("before", day(midnight.minusNanos(1))), List.of("after", day(midnight)));
        });
    }

    private static String day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC).toString().replace('-', '_');
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void timesAreTheSameInAllZonesWhereClocksChange(boolean hidden) throws Throwable {
        source.hidesDriver = hidden;
        // Paris and New York go back within the week; each hour that comes twice, and the one that does not come.
        List<Instant> times = List.of(
                Instant.parse("2026-10-25T00:30:00Z"),
                Instant.parse("2026-10-25T01:30:00Z"),
                Instant.parse("2026-11-01T05:30:00Z"),
                Instant.parse("2026-11-01T06:30:00Z"),
                Instant.parse("2026-03-29T01:30:00Z"),
                Instant.parse("2026-03-08T07:30:00Z"));
        for (Instant time : times) {
            database.execute("SET search_path = metrics; SELECT create_metric_partition('"
                    + LocalDate.ofInstant(time, ZoneOffset.UTC) + "')");
        }
        Zones.each(zone -> {
            database.execute("TRUNCATE metrics.pipeline_measurement");
            try (Measurements measurements = lazy().build()) {
                times.forEach(time -> measurements.record("n", 1, Map.of(), time));
                assertStored(measurements, times.size());
            }
            assertThat(database.rows("SELECT (extract(epoch FROM \"timestamp\"))::bigint"
                            + " FROM metrics.pipeline_measurement ORDER BY id"))
                    .as(zone)
                    .isEqualTo(times.stream()
                            .map(time -> List.of(time.getEpochSecond()))
                            .toList());
        });
    }

    /** A clock that the test sets. */
    private static final class MovedClock extends Clock {
        private volatile Instant now;

        MovedClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }

    @Test
    void aBatchWhoseCommitGotNoAnswerIsStoredOnce() throws SQLException {
        try (Measurements measurements = lazy().build()) {
            record(measurements, 10);
            assertStored(measurements, 10);

            source.lostAnswers.set(3);
            record(measurements, 10);
            measurements.record("n", 1, Map.of("number", new BigDecimal("1e200000")));
            assertThat(measurements.flush(LONG)).isTrue();

            assertThat(source.lostAnswers).hasValue(0);
            assertThat(measurements.counts())
                    .as("with what the lost answer was about")
                    .isEqualTo(new MeasurementCounts(21, 20, 1, 0, 0, 0));
            assertThat(database.number(COUNT)).isEqualTo(20);
        }
    }

    @Test
    void aBatchWhoseCommitFailedIsStoredByAnotherTry() throws SQLException {
        try (Measurements measurements = lazy().build()) {
            record(measurements, 10);
            assertStored(measurements, 10);
            source.failedCommits.set(3);
            record(measurements, 10);
            assertStored(measurements, 20);
        }
    }

    @Test
    void anExhaustedPoolIsWaitedFor() throws Exception {
        source.exhausted = true;
        try (Measurements measurements = builder().build()) {
            record(measurements, 100);
            Await.until("asked twice", () -> source.refusals.get() > 1);
            assertThat(measurements.counts().waiting()).isEqualTo(100);
            assertThat(measurements.flush(Duration.ofMillis(1))).isFalse();
            source.exhausted = false;
            assertStored(measurements, 100);
        }
    }

    @Test
    void aTableThatIsLockedForLongIsWaitedFor() throws Exception {
        try (Measurements measurements = builder().build();
                Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            record(measurements, 10);
            assertStored(measurements, 10);
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE metrics.pipeline_measurement");
            record(measurements, 10);
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
            assertStored(measurements, 20);
        }
    }

    @Test
    void aBoundedQueueGivesUpTheOldestAndItsBooksBalance() throws Exception {
        source.exhausted = true;
        try (Measurements measurements = lazy().maxWaiting(100).build()) {
            AtOnce.run(8, () -> {
                for (int i = 0; i < 500; i++) {
                    measurements.record("old", i, Map.of());
                    assertBalanced(measurements.counts());
                }
                return true;
            });
            for (int i = 0; i < 100; i++) {
                measurements.record("new", i, Map.of());
            }
            assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(4_100, 0, 0, 0, 4_000, 100));
            source.exhausted = false;
            assertThat(measurements.flush(LONG)).isTrue();
            assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(4_100, 100, 0, 0, 4_000, 0));
        }
        assertThat(database.text("SELECT min(metric_name) || count(*) || ' ' || sum(metric_value)"
                        + " FROM metrics.pipeline_measurement"))
                .isEqualTo("new100 4950");
    }

    @Test
    void theBatchThatIsTriedIsKeptWhileOthersOverflow() throws Exception {
        source.exhausted = true;
        try (Measurements measurements = builder().maxWaiting(10).batchSize(4).build()) {
            record(measurements, 4);
            Await.until("tried", () -> source.refusals.get() > 0);
            record(measurements, 100);
            assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(104, 0, 0, 0, 94, 10));
            source.exhausted = false;
            assertThat(measurements.flush(LONG)).isTrue();
            assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(104, 10, 0, 0, 94, 0));
        }
    }

    @Test
    void bytesAreBoundedToo() {
        source.exhausted = true;
        try (Measurements measurements =
                lazy().maxWaitingBytes(1 << 20).closeTimeout(Duration.ZERO).build()) {
            for (int i = 0; i < 100; i++) {
                measurements.record("n", i, Map.of("text", "x".repeat(1 << 15)));
            }
            MeasurementCounts counts = measurements.counts();
            assertBalanced(counts);
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

                assertThat(measurements.flush(LONG)).isTrue();
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
    void closingStoresWhatWaits() throws SQLException {
        Measurements measurements = lazy().build();
        record(measurements, 12_345);
        measurements.close();

        assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(12_345, 12_345, 0, 0, 0, 0));
        assertThat(database.number(COUNT)).isEqualTo(12_345);
        record(measurements, 5);
        measurements.close();
        assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(12_350, 12_345, 0, 0, 5, 0));
    }

    @Test
    void closingWithoutADatabaseGivesUpInTime() {
        source.exhausted = true;
        Measurements measurements =
                builder().closeTimeout(Duration.ofMillis(50)).batchSize(10).build();
        record(measurements, 100);
        measurements.close();

        assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(100, 0, 0, 0, 100, 0));
    }

    @Test
    void metersShowTheBooks() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (PipelineMetrics metrics = PipelineMetrics.builder(registry).build()) {
            Measurements measurements = lazy().metrics(metrics).build();
            record(measurements, 3);
            measurements.record("n", Double.NaN, Map.of());
            assertThat(measurements.flush(LONG)).isTrue();

            assertThat(registry.find("pipeline.store.measurements").functionCounters())
                    .extracting(counter -> counter.getId().getTag("result") + ' ' + counter.count())
                    .containsExactlyInAnyOrder(
                            "accepted 4.0", "stored 3.0", "rejected 1.0", "expired 0.0", "overflowed 0.0");
            measurements.close();
            assertThat(registry.find("pipeline.store.measurements").functionCounters())
                    .isEmpty();
        }
    }

    @Test
    void twoProcessesDoNotTakeEachOthersBatchesForTheirOwn() throws SQLException {
        try (Measurements one = lazy().build();
                Measurements two = lazy().build()) {
            record(one, 10);
            assertThat(one.flush(LONG)).isTrue();
            record(two, 10);
            assertThat(two.flush(LONG)).isTrue();
            assertThat(database.number(COUNT)).isEqualTo(20);
            assertThat(database.rows("SELECT seq FROM metrics.measurement_batch"))
                    .hasToString("[[1], [1]]");
        }
    }

    @Test
    void misuseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().maxWaiting(0))
                .withMessage("maxWaiting is 0: give at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().maxWaitingBytes(1))
                .withMessageContaining("maxWaitingBytes is 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().batchSize(100_001))
                .withMessageContaining("batchSize is 100001");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().closeTimeout(Duration.ofNanos(-1)))
                .withMessageContaining("closeTimeout is PT-0.000000001S");
        assertThatIllegalStateException().isThrownBy(() -> builder().interval(LONG));
    }
}
