package io.venturi.jdbc.store.health;

import static io.venturi.jdbc.store.health.HealthPart.OVERALL;
import static io.venturi.jdbc.store.health.HealthPart.PROCESSING;
import static io.venturi.jdbc.store.health.HealthPart.QUEUES;
import static io.venturi.jdbc.store.health.HealthPart.WORKERS;
import static io.venturi.jdbc.store.health.HealthStatus.CRITICAL;
import static io.venturi.jdbc.store.health.HealthStatus.HEALTHY;
import static io.venturi.jdbc.store.health.HealthStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.micrometer.core.instrument.MockClock;
import io.venturi.jdbc.Await;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.StoppableServer;
import io.venturi.jdbc.TestDatabase;
import io.venturi.jdbc.TestScheduler;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class HealthWatchTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Duration STALE_AFTER = Duration.ofSeconds(60);

    private final MockClock clock = new MockClock();
    private final TestScheduler scheduler = new TestScheduler();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @BeforeEach
    void install() throws SQLException {
        database.execute("SET client_min_messages = warning; DROP SCHEMA IF EXISTS metrics CASCADE");
        MetricsSchema.install(database.dataSource(), "metrics");
    }

    @AfterEach
    void end() {
        scheduler.close();
    }

    private HealthWatch.Builder watch() {
        return HealthWatch.builder(database.dataSource(), "metrics")
                .interval(Duration.ofSeconds(20))
                .staleAfter(STALE_AFTER)
                .clock(clock)
                .scheduler(scheduler);
    }

    private void hear(HealthChange change) {
        heard.add(change.part() + " " + change.before() + " " + change.now());
        assertThat(change.health().status(change.part())).isEqualTo(change.now());
    }

    /** What was heard since the last call. */
    private List<String> heard() {
        List<String> all = new ArrayList<>(heard);
        heard.clear();
        return all;
    }

    private static void worker(String name, String ago) throws SQLException {
        database.execute("INSERT INTO metrics.runtime (component_type, name, last_heartbeat) VALUES ('worker_pool', '"
                + name + "', now() - interval '" + ago + "')");
    }

    private static void expectWorkersOnly() throws SQLException {
        database.execute("UPDATE metrics.health_setting SET value = 0 WHERE name IN ('queues_expected',"
                + " 'processing_expected')");
    }

    private static void away() throws SQLException {
        database.execute("ALTER FUNCTION metrics.get_system_health() RENAME TO away");
    }

    private static void back() throws SQLException {
        database.execute("ALTER FUNCTION metrics.away() RENAME TO get_system_health");
    }

    @Test
    void onceItTellsWhatTheDatabaseSays() throws SQLException {
        expectWorkersOnly();
        worker("one", "1 s");
        database.execute("INSERT INTO metrics.pipeline_metrics (metric_name, metric_value, tags) VALUES"
                + " ('api_call', 1, '{\"api\": \"a\", \"success\": false}')");

        SystemHealth health = SystemHealth.read(database.dataSource(), "metrics");

        assertThat(health.statuses())
                .isEqualTo(Map.of(OVERALL, CRITICAL, QUEUES, UNKNOWN, PROCESSING, CRITICAL, WORKERS, HEALTHY));
        assertThat(health.overall()).isEqualTo(CRITICAL);
        assertThat(health.document().orElseThrow())
                .contains("\"overall_status\": \"critical\"", "\"workers\": 1", "\"error_ratio\": 1");
        assertThat(Duration.between(
                        health.timestamp(),
                        Instant.parse(""
                                + database.text("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC',"
                                        + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"))))
                .isBetween(Duration.ZERO, Duration.ofMinutes(1));
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> SystemHealth.read(database.dataSource(), "elsewhere"))
                .withMessageContaining("MetricsSchema.install");
    }

    @Test
    void eachChangeOfEachPartIsToldOnce() throws SQLException {
        expectWorkersOnly();
        try (HealthWatch watch = watch().listener(this::hear).build()) {
            watch.check();
            assertThat(heard()).as("unknown, as it was").isEmpty();
            worker("one", "1 s");
            watch.check();
            assertThat(heard()).containsExactly("OVERALL UNKNOWN HEALTHY", "WORKERS UNKNOWN HEALTHY");
            watch.check();
            assertThat(heard()).isEmpty();
            worker("two", "10 minutes");
            watch.check();
            assertThat(heard()).containsExactly("OVERALL HEALTHY WARNING", "WORKERS HEALTHY WARNING");
            database.execute("INSERT INTO metrics.worker_issues (worker_name, issue_type, severity, message) VALUES"
                    + " ('one', 'disk', 'critical', 'full')");
            watch.check();
            assertThat(heard()).containsExactly("OVERALL WARNING CRITICAL", "WORKERS WARNING CRITICAL");
            database.execute("INSERT INTO metrics.pipeline_metrics (metric_name, metric_value, tags) VALUES"
                    + " ('api_call', 1, '{\"api\": \"a\", \"success\": true}')");
            watch.check();
            assertThat(heard()).as("overall, nothing changes").containsExactly("PROCESSING UNKNOWN HEALTHY");
            assertThat(watch.current().overall()).isEqualTo(CRITICAL);
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsUnknownWhenTheLastAnswerIsTooOld() throws SQLException {
        expectWorkersOnly();
        worker("one", "1 s");
        try (HealthWatch watch = watch().listener(this::hear).build()) {
            assertThat(watch.current().overall()).isEqualTo(UNKNOWN);
            assertThat(watch.current().document()).isEmpty();
            watch.check();
            assertThat(heard()).hasSize(2);
            away();
            clock.add(STALE_AFTER);
            watch.check();
            assertThat(heard()).as("one answer may fail").isEmpty();
            assertThat(watch.current().overall()).isEqualTo(HEALTHY);
            clock.add(Duration.ofNanos(1));
            assertThat(watch.current().overall())
                    .as("too old, though nobody has looked since")
                    .isEqualTo(UNKNOWN);
            watch.check();
            watch.check();
            assertThat(heard()).containsExactly("OVERALL HEALTHY UNKNOWN", "WORKERS HEALTHY UNKNOWN");
            assertThat(watch.current().document()).isEmpty();
            assertThat(watch.current().timestamp()).isEqualTo(Instant.ofEpochMilli(clock.wallTime()));
            back();
            watch.check();
            assertThat(heard()).containsExactly("OVERALL UNKNOWN HEALTHY", "WORKERS UNKNOWN HEALTHY");
        }
    }

    @Test
    void aServerThatIsStoppedIsUnknownUntilItIsBack(@TempDir Path directory) throws Exception {
        try (StoppableServer server = new StoppableServer(directory.resolve("data"), Map.of())) {
            server.start();
            MetricsSchema.install(server.dataSource(), "metrics");
            TestDatabase.execute(
                    server.dataSource(),
                    "INSERT INTO metrics.runtime (component_type, name) VALUES ('worker_pool', 'one')");
            try (HealthWatch watch = HealthWatch.builder(server.dataSource(), "metrics")
                    .clock(clock)
                    .scheduler(scheduler)
                    .listener(this::hear)
                    .build()) {
                watch.check();
                server.stop();
                clock.add(Duration.ofSeconds(91));
                watch.check();
                server.start();
                watch.check();
            }
        }
        assertThat(heard())
                .containsExactly("WORKERS UNKNOWN HEALTHY", "WORKERS HEALTHY UNKNOWN", "WORKERS UNKNOWN HEALTHY");
    }

    @Test
    void aListenerThatThrowsKeepsNobodyFromHearing() throws SQLException {
        expectWorkersOnly();
        worker("one", "1 s");
        try (HealthWatch watch = watch().listener(change -> {
                    throw new IllegalStateException("no pager");
                })
                .listener(this::hear)
                .build()) {
            watch.check();
            assertThat(heard()).hasSize(2);
            worker("two", "10 minutes");
            watch.check();
            assertThat(heard()).hasSize(2);
        }
    }

    @Test
    void itLooksAtItsIntervalUntilItIsClosed() throws SQLException {
        expectWorkersOnly();
        HealthWatch watch = watch().listener(this::hear).build();
        assertThat(scheduler.tasks()).isZero();
        assertThat(watch.start().start()).isSameAs(watch);
        assertThat(scheduler.tasks()).isEqualTo(1);
        assertThat(scheduler.delay()).isEqualTo(Duration.ofSeconds(20));
        worker("one", "1 s");
        scheduler.run();
        assertThat(heard()).hasSize(2);

        watch.close();
        watch.close();
        assertThat(scheduler.isCancelled()).isTrue();
        assertThat(scheduler.isShutdown()).as("it is the host's").isFalse();
        worker("two", "10 minutes");
        scheduler.run();
        watch.check();
        assertThat(heard()).isEmpty();
        assertThat(watch.start()).isSameAs(watch);
        assertThat(scheduler.tasks()).isEqualTo(1);
    }

    @Test
    void aListenerMayCloseIt() throws SQLException {
        expectWorkersOnly();
        worker("one", "1 s");
        List<HealthWatch> watches = new ArrayList<>();
        HealthWatch watch = watch().listener(change -> watches.get(0).close())
                .listener(this::hear)
                .build();
        watches.add(watch);
        watch.check();
        assertThat(heard()).as("of the look that was under way").hasSize(2);
        database.execute("TRUNCATE metrics.runtime CASCADE");
        clock.add(Duration.ofSeconds(61));
        watch.check();
        assertThat(heard()).isEmpty();
        assertThat(watch.current().overall()).isEqualTo(UNKNOWN);
    }

    @Test
    void anErrorDoesNotEndTheSchedule() throws SQLException {
        expectWorkersOnly();
        worker("one", "1 s");
        HealthListener failing = change -> {
            throw new StackOverflowError("on purpose");
        };
        try (HealthWatch watch = watch().listener(this::hear).listener(failing).build()) {
            watch.start();
            scheduler.run(); // what it threw would be the end
            assertThat(heard()).isNotEmpty();
            assertThat(scheduler.isCancelled()).isFalse();
        }
    }

    @Test
    void onAThreadOfItsOwnItEndsWithTheWatch() throws Exception {
        expectWorkersOnly();
        worker("one", "1 s");
        HealthWatch watch = HealthWatch.builder(database.dataSource(), "metrics")
                .interval(Duration.ofSeconds(1))
                .listener(this::hear)
                .build()
                .start();
        Await.until("a look", () -> heard.size() == 2);
        assertThat(threads()).hasSize(1).allMatch(Thread::isDaemon);
        watch.close();
        Await.until("the thread's end", () -> threads().isEmpty());
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("venturi-health-watch"))
                .toList();
    }

    @Test
    void aSchedulerThatWasEndedIsNoReasonToFail() {
        ScheduledThreadPoolExecutor ended = new ScheduledThreadPoolExecutor(1);
        ended.shutdown();
        try (HealthWatch watch = HealthWatch.builder(database.dataSource(), "metrics")
                .scheduler(ended)
                .build()
                .start()) {
            assertThat(watch.current().overall()).isEqualTo(UNKNOWN);
        }
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> watch().timeout(Duration.ZERO))
                .withMessageContaining("timeout is PT0S; give PT1S to PT1M");
        assertThatIllegalStateException()
                .isThrownBy(() -> watch().interval(Duration.ofSeconds(30)))
                .withMessageContaining("interval is set already");
        assertThatIllegalStateException()
                .isThrownBy(() -> HealthWatch.builder(database.dataSource(), "metrics")
                        .staleAfter(Duration.ofSeconds(29))
                        .build())
                .withMessageContaining("staleAfter is PT29S, shorter than the interval, PT30S");
    }
}
