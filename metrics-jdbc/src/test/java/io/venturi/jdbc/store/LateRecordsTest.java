package io.venturi.jdbc.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.TestDatabase;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.slf4j.LoggerFactory;

/**
 * Writers of all kinds around the hour that is just being rolled up for the first time, and long before it, in short and long transactions,
 * while two roll up without a pause: in the end nothing is missing.
 */
class LateRecordsTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger frontier = new AtomicInteger();
    private LocalDate first = LocalDate.EPOCH;

    @BeforeEach
    void install() throws SQLException {
        InstalledHistory.renew(database);
        ExpectedBuckets.keepTrueValues(database);
        first = InstalledHistory.today(database).minusDays(2);
        for (String parent : new String[] {"metric_sample", "metric_distribution", "pipeline_measurement"}) {
            InstalledHistory.partition(database, parent, parent + "_1", first, first.plusDays(1));
            InstalledHistory.partition(database, parent, parent + "_2", first.plusDays(1), first.plusDays(2));
        }
        // Hours end when the test says so.
        database.execute(
                "DROP TABLE IF EXISTS frontier",
                "CREATE TABLE frontier AS SELECT '" + first + " 00:00Z'::timestamptz AS reached",
                "DROP SCHEMA IF EXISTS by_itself CASCADE",
                "CREATE SCHEMA by_itself",
                "ALTER FUNCTION metrics.take_metric_hours(text, timestamptz) SET SCHEMA by_itself",
                "CREATE FUNCTION metrics.take_metric_hours(kind text) RETURNS boolean LANGUAGE plpgsql AS"
                        + " 'BEGIN RETURN by_itself.take_metric_hours(kind, (SELECT reached FROM public.frontier)); END'",
                "INSERT INTO metrics.runtime (component_type, name) VALUES ('worker_pool', 'views')");
    }

    @Test
    void nothingIsMissingAfterAFewHours() throws Exception {
        contend(5);
    }

    @Test
    @Tag("long")
    void nothingIsMissingAfterTwoDays() throws Exception {
        contend(48);
    }

    private void contend(int hours) throws Exception {
        long deadlocks = deadlocks();
        ExecutorService executor = Executors.newCachedThreadPool();
        try {
            List<Future<?>> all = new ArrayList<>();
            BatchWriter batches = new BatchWriter();
            MeasurementWriting measurements = new MeasurementWriting();
            for (Callable<?> writer : List.<Callable<?>>of(
                    this::insertSample,
                    this::insertMeasurements,
                    this::copyMeasurements,
                    this::longTransaction,
                    batches,
                    measurements)) {
                all.add(repeat(executor, writer));
            }
            all.add(repeat(executor, this::operate));
            for (int hour = 1; hour <= hours; hour++) {
                reach(hour);
                InstalledHistory.rollUp(database);
            }
            over.set(true);
            for (Future<?> writer : all) {
                writer.get();
            }
        } finally {
            over.set(true);
            executor.shutdownNow();
        }
        reach(48);
        InstalledHistory.rollUp(database);
        InstalledHistory.rollUp(database);
        assertThat(database.number("SELECT count(*) FROM metrics.rollup_due WHERE period = 'hourly'"))
                .isZero();
        ExpectedBuckets.before(first.plusDays(2).atStartOfDay().toInstant(ZoneOffset.UTC), database)
                .assertRolledUp(database);
        assertThat(database.number("SELECT count(DISTINCT kind) FROM metrics.aggregated_metrics"))
                .isEqualTo(3);
        assertThat(deadlocks()).isEqualTo(deadlocks);
    }

    private static long deadlocks() throws SQLException {
        return database.number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
    }

    private Future<?> repeat(ExecutorService executor, Callable<?> task) {
        return executor.submit(() -> {
            while (!over.get()) {
                task.call();
            }
            return null;
        });
    }

    private void reach(int hour) throws SQLException {
        frontier.set(hour);
        database.execute(
                "UPDATE frontier SET reached = '" + first + " 00:00Z'::timestamptz + interval '" + hour + " hours'");
    }

    /** Somebody by hand, at the same time. */
    private Void operate() throws SQLException {
        database.execute(
                "SELECT metrics.aggregate_hourly_metrics()",
                "SELECT metrics.aggregate_daily_metrics()",
                "SELECT metrics.aggregate_weekly_metrics()");
        return null;
    }

    private static int random(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    /** Most often in the hours around the one that just ends. */
    private Instant time() {
        int hour = random(3) == 0 ? random(47) : frontier.get() + random(3) - 2;
        return first.atStartOfDay()
                .toInstant(ZoneOffset.UTC)
                .plus(Duration.ofHours(Math.max(0, Math.min(47, hour))))
                .plusMillis(random(3_600_000));
    }

    private Void insertSample() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            insertSample(connection);
        }
        return null;
    }

    private void insertSample(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO metrics.metric (runtime_id, metric_name, metric_type, labels, \"timestamp\", metric_value)"
                        + " SELECT runtime_id, 'events_total', 'counter', jsonb_build_object('number', ?::text), ?, ? FROM metrics.runtime"
                        + " WHERE name = 'views'")) {
            insert.setString(1, String.valueOf(random(3)));
            insert.setTimestamp(2, Timestamp.from(time()));
            insert.setDouble(3, random(1000));
            insert.executeUpdate();
        }
    }

    /** Several hours in one statement, with a day that may lack its partitions. */
    private Void insertMeasurements() throws SQLException {
        database.execute(
                "INSERT INTO metrics.pipeline_metrics (metric_name, metric_value, tags, \"timestamp\") VALUES ('m', "
                        + random(100)
                        + ", '{\"queue\": \"q\"}', '" + time() + "'), ('m', " + random(100) + ", '{}', '"
                        + time().minus(Duration.ofDays(3 + random(7))) + "'), ('m', 1, '{}', '" + time() + "')");
        return null;
    }

    private Void copyMeasurements() throws Exception {
        try (Connection connection = database.dataSource().getConnection()) {
            StringBuilder rows = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                rows.append("copied\t")
                        .append(random(100))
                        .append('\t')
                        .append(time())
                        .append('\n');
            }
            new CopyManager(connection.unwrap(BaseConnection.class))
                    .copyIn(
                            "COPY metrics.pipeline_metrics (metric_name, metric_value, \"timestamp\") FROM STDIN",
                            new StringReader(rows.toString()));
        }
        return null;
    }

    /** Writes before an hour is rolled up, and commits after. */
    private Void longTransaction() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            if (random(3) == 0) {
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            }
            insertSample(connection);
            Savepoint savepoint = connection.setSavepoint();
            insertSample(connection);
            if (random(2) == 0) {
                connection.rollback(savepoint);
                insertSample(connection);
            }
            int then = frontier.get();
            while (!over.get() && frontier.get() < then + 2) {
                statement.execute("SELECT pg_sleep(0.02)");
            }
            insertSample(connection);
            if (random(4) == 0) {
                connection.rollback();
            } else {
                connection.commit();
            }
        } catch (SQLException e) {
            // Two snapshots that cannot be one: such a transaction is as if it had not been.
            assertThat(e.getSQLState()).as("%s", e).isEqualTo("40001");
        }
        return null;
    }

    /** The library's batches, of several hours. */
    private final class BatchWriter implements Callable<Void> {
        private final BatchStorage storage = new BatchStorage(database.dataSource(), "metrics");
        private final Batches batches = new Batches();

        @Override
        public Void call() throws SQLException {
            Instant at = time();
            MetricSeries histogram = MetricSeries.of("took", SeriesType.HISTOGRAM, Map.of());
            double[] values = {300 + random(1000), 300 + random(1000)};
            List<Sample> samples = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                samples.add(new Sample(
                        MetricSeries.of("batched_total", SeriesType.COUNTER, Map.of()), time(), random(100)));
            }
            storage.store(batches.of(samples, List.of(TrueSketch.of(histogram, at, 2, 1, values))));
            database.execute("INSERT INTO true_value SELECT '" + at + "', series_id, unnest(ARRAY[" + values[0] + ", "
                    + values[1] + "]) FROM metrics.metric_series WHERE metric_name = 'took'");
            return null;
        }
    }

    private final class MeasurementWriting implements Callable<Void> {
        private final MeasurementStorage storage = new MeasurementStorage(
                new SchemaTransactions(database.dataSource(), "metrics"),
                new MinuteLog(LoggerFactory.getLogger(LateRecordsTest.class), System::nanoTime));
        private long seq;

        @Override
        public Void call() throws SQLException {
            byte[] tags = "{\"queue\": \"r\"}".getBytes(UTF_8);
            storage.store(
                    ++seq,
                    List.of(
                            new Measurement("n".getBytes(UTF_8), random(50), tags, time().toEpochMilli() * 1000),
                            new Measurement(
                                    "n".getBytes(UTF_8), -1, "{}".getBytes(UTF_8), time().toEpochMilli() * 1000)));
            return null;
        }
    }
}
