package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.jdbc.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many that make and drop partitions at once, each on its own connections, while others write. */
class PartitionContentionTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong stored = new AtomicLong();
    private LocalDate today = LocalDate.EPOCH;

    @BeforeEach
    void install() throws SQLException {
        InstalledHistory.renew(database);
        today = InstalledHistory.today(database);
        database.execute("SELECT metrics.initialize_metric_partitions()");
    }

    @Test
    void nobodyFailsForAWhile() throws Exception {
        contend(Duration.ofSeconds(4));
    }

    @Test
    @Tag("ci")
    void nobodyFailsForAMinute() throws Exception {
        contend(Duration.ofMinutes(1));
    }

    private void contend(Duration time) throws Exception {
        long deadlocks = deadlocks();
        ExecutorService executor = Executors.newCachedThreadPool();
        try (PipelineMetrics metrics =
                        PipelineMetrics.builder(new SimpleMeterRegistry()).build();
                StoreMaintenance one = StoreMaintenance.builder(database.dataSource(), "metrics", metrics)
                        .build()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(repeat(executor, this::createAnywhere));
                all.add(repeat(executor, this::insertAnywhere));
            }
            all.add(repeat(executor, this::expire));
            all.add(repeat(executor, () -> run("SELECT metrics.cleanup_expired_metrics()")));
            all.add(repeat(executor, () -> {
                one.maintain();
                return null;
            }));
            all.add(repeat(executor, this::copyIn));
            run("SELECT pg_sleep(" + time.toSeconds() + ")");
            over.set(true);
            for (Future<?> future : all) {
                future.get();
            }
        } finally {
            over.set(true);
            executor.shutdownNow();
        }
        assertThat(database.number("SELECT count(*) FROM metrics.pipeline_measurement WHERE metric_name = 'kept'"))
                .isEqualTo(stored.get())
                .isPositive();
        assertThat(database.number(
                        "SELECT count(*) FROM metrics.monitoring_events WHERE event_type = 'expired_dropped'"))
                .isPositive();
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

    private static int random(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    private static Void run(String... statements) throws SQLException {
        database.execute(statements);
        return null;
    }

    private Void createAnywhere() throws SQLException {
        return run("SELECT metrics.create_metric_partition('" + today.plusDays(random(28) - 13) + "')");
    }

    /** A partition that expired, empty or rolled up long ago. */
    private Void expire() throws SQLException {
        int age = 20 + random(50);
        String[] parents = {"metric_sample", "metric_distribution", "pipeline_measurement"};
        String parent = parents[random(3)];
        String name = "old_" + parent + "_" + age + "_" + System.identityHashCode(new Object());
        String bounds = " FOR VALUES FROM ('" + today.minusDays(age) + " 00:00+00') TO ('" + today.minusDays(age - 1)
                + " 00:00+00')";
        try {
            run(
                    "CREATE TABLE metrics." + name + " (LIKE metrics." + parent + " INCLUDING ALL EXCLUDING IDENTITY)",
                    "ALTER TABLE metrics." + parent + " ATTACH PARTITION metrics." + name + bounds);
        } catch (SQLException e) {
            assertThat(e.getMessage()).as("there is one of that day still").contains("would overlap");
            run("DROP TABLE metrics." + name);
        }
        return null;
    }

    private Void insertAnywhere() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            int days = 1 + random(3);
            for (int i = 0; i < days; i++) {
                statement.execute(
                        "INSERT INTO metrics.pipeline_metrics (metric_name, metric_value, \"timestamp\") VALUES ('kept', 1, '"
                                + today.plusDays(random(28) - 13) + " 12:00Z')");
            }
            connection.commit();
            stored.addAndGet(days);
        }
        return null;
    }

    private Void copyIn() throws SQLException {
        return run("INSERT INTO metrics.metric_sample SELECT now(), i, 1 FROM generate_series(1, 1000) i");
    }
}
