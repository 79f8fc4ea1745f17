package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.catalog.LibraryCatalog;
import io.venturi.jdbc.Lease;
import io.venturi.jdbc.TestDatabase;
import io.venturi.jdbc.TestScheduler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StoreMaintenanceTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final PipelineMetrics metrics =
            PipelineMetrics.builder(registry).namespace("test").build();
    private final List<StoreMaintenance> all = new ArrayList<>();
    private LocalDate today = LocalDate.EPOCH;

    @BeforeEach
    void install() throws SQLException {
        InstalledHistory.renew(database);
        today = InstalledHistory.today(database);
    }

    @AfterEach
    void end() {
        all.forEach(StoreMaintenance::close);
        metrics.close();
    }

    private StoreMaintenance maintenance(DataSource source) {
        StoreMaintenance made =
                StoreMaintenance.builder(source, "metrics", metrics).build();
        all.add(made);
        return made;
    }

    private double gauge(String name) {
        Gauge gauge = registry.find("test.store." + name).gauge();
        return gauge == null ? -1 : gauge.value();
    }

    private double failures() {
        return registry.find(LibraryCatalog.INVALID.name("test")).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** Partitions of long ago, with something to roll up or empty. */
    private void makeOldPartitions() throws SQLException {
        InstalledHistory.partition(database, "metric_sample", "old \"1\"", today.minusDays(20), today.minusDays(19));
        InstalledHistory.partition(database, "metric_sample", "old 2", today.minusDays(19), today.minusDays(18));
        InstalledHistory.partition(database, "metric_sample", "kept", today.minusDays(14), today.minusDays(13));
        InstalledHistory.partition(
                database, "metric_distribution", "sketches", today.minusDays(20), today.minusDays(19));
        InstalledHistory.partition(database, "metric_distribution", "empty", today.minusDays(19), today.minusDays(18));
        database.execute(
                "INSERT INTO metrics.metric_sample VALUES ('" + today.minusDays(19) + " 12:00Z', 1, 1)",
                "INSERT INTO metrics.metric_distribution VALUES ('" + today.minusDays(20)
                        + " 12:00Z', 1, 1, 1, 1, '')");
    }

    private @Nullable String dropped() throws SQLException {
        return database.text("SELECT string_agg(partition, ',' ORDER BY partition) FROM metrics.monitoring_events,"
                + " jsonb_array_elements_text(details->'partitions') partition WHERE event_type = 'expired_dropped'");
    }

    @Test
    void makesPartitionsAheadRollsUpAndDropsWhatExpired() throws SQLException {
        makeOldPartitions();
        StoreMaintenance maintenance = maintenance(database.dataSource());
        assertThat(gauge("partitions.ahead")).isNaN();
        assertThat(gauge("rollup.lag")).isNaN();

        maintenance.maintain();

        assertThat(failures()).isZero();
        assertThat(gauge("partitions.ahead")).isEqualTo(7);
        assertThat(gauge("rollup.lag")).isBetween(600.0, 7800.0);
        assertThat(dropped()).isEqualTo("empty,old \"1\",old 2,sketches");
        assertThat(database.text("SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relname IN"
                        + " ('old \"1\"', 'old 2', 'empty', 'kept', 'sketches')"))
                .isEqualTo("kept");
    }

    @Test
    void figuresGrowOldAndThenAreUnknown() {
        maintenance(database.dataSource()).maintain();
        double lag = gauge("rollup.lag");

        clock.add(Duration.ofMinutes(10));
        assertThat(gauge("rollup.lag")).isEqualTo(lag + 600);
        clock.add(Duration.ofMinutes(11));
        assertThat(gauge("rollup.lag")).isNaN();
        assertThat(gauge("partitions.ahead")).isNaN();
    }

    @Test
    void onlyWhoHasTheLeaseWorks() throws SQLException {
        makeOldPartitions();
        try (Lease other = Lease.builder(database.dataSource(), "metrics", "metric_store/maintenance")
                .build()) {
            assertThat(other.acquire()).isTrue();
            maintenance(database.dataSource()).maintain();
            assertThat(dropped()).isNull();
            assertThat(gauge("partitions.ahead")).as("seen by all").isZero();
        }
        maintenance(database.dataSource()).maintain();
        assertThat(dropped()).isNotNull();
    }

    @Test
    void whatIsReadIsDroppedInALaterRoundAndNobodyWaitsMeanwhile() throws Exception {
        makeOldPartitions();
        StoreMaintenance maintenance = maintenance(database.dataSource());
        maintenance.maintain(); // rolled up and gone
        InstalledHistory.partition(database, "metric_sample", "read", today.minusDays(20), today.minusDays(19));
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (Connection reader = database.dataSource().getConnection();
                Statement read = reader.createStatement();
                Connection writer = database.dataSource().getConnection();
                Statement write = writer.createStatement()) {
            reader.setAutoCommit(false);
            read.executeQuery("SELECT count(*) FROM metrics.metric_sample").close();
            Future<?> round = executor.submit(maintenance::maintain);
            database.await("SELECT count(*) > 0 FROM pg_inherits WHERE inhdetachpending");
            write.execute("SET lock_timeout = '5s'");
            while (!round.isDone()) {
                write.execute("INSERT INTO metrics.metric_sample VALUES (now(), 1, 1)");
                assertThat(database.number("SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock'"
                                + " AND relation = 'metrics.metric_sample'::regclass"))
                        .isZero();
            }
            round.get();
            assertThat(dropped()).doesNotContain("read");
            assertThat(database.number("SELECT count(*) FROM pg_class WHERE relname = 'read'"))
                    .isEqualTo(1);
            reader.commit();
        } finally {
            executor.shutdownNow();
        }
        maintenance.maintain();
        assertThat(dropped()).contains("read");
        assertThat(database.number("SELECT count(*) FROM pg_class WHERE relname = 'read'"))
                .isZero();
        assertThat(failures()).isZero();
    }

    @Test
    void anInterruptedDetachIsFinished() throws Exception {
        InstalledHistory.partition(
                database, "pipeline_measurement", "interrupted", today.minusDays(20), today.minusDays(19));
        InstalledHistory.partition(database, "pipeline_measurement", "next", today.minusDays(19), today.minusDays(18));
        interruptDetaching("interrupted");

        maintenance(database.dataSource()).maintain();

        assertThat(database.number("SELECT count(*) FROM pg_inherits WHERE inhdetachpending"))
                .isZero();
        assertThat(dropped()).contains("next");
        assertThat(failures()).isZero();
    }

    /** As if its process had died while it waited for a reader. */
    private static void interruptDetaching(String partition) throws SQLException {
        try (Connection reader = database.dataSource().getConnection();
                Statement read = reader.createStatement();
                Connection other = database.dataSource().getConnection();
                Statement detach = other.createStatement()) {
            reader.setAutoCommit(false);
            read.executeQuery("SELECT count(*) FROM metrics.pipeline_measurement")
                    .close();
            detach.execute("SET lock_timeout = '100ms'");
            assertThatThrownBy(() -> detach.execute("ALTER TABLE metrics.pipeline_measurement DETACH PARTITION metrics."
                            + partition + " CONCURRENTLY"))
                    .hasMessageContaining("lock timeout");
        }
        assertThat(database.number("SELECT count(*) FROM pg_inherits WHERE inhdetachpending"))
                .isEqualTo(1);
    }

    @Test
    void whatWasDetachedByAProcessThatDiedIsDropped() throws SQLException {
        database.execute(
                "CREATE TABLE metrics.left_over (LIKE metrics.metric_sample)",
                "COMMENT ON TABLE metrics.left_over IS 'Expired metric partition: dropped once it is detached'",
                "CREATE TABLE metrics.of_the_host (LIKE metrics.metric_sample)",
                "CREATE TABLE metrics.got_rows (LIKE metrics.metric_sample)",
                "INSERT INTO metrics.got_rows VALUES (now(), 1, 1)",
                "COMMENT ON TABLE metrics.got_rows IS"
                        + " 'Expired metric partition: dropped once it is detached, if it is still empty'");

        maintenance(database.dataSource()).maintain();

        assertThat(dropped()).isEqualTo("left_over");
        assertThat(database.text("SELECT to_regclass('metrics.of_the_host') IS NOT NULL"))
                .isEqualTo("true");
        assertThat(database.number("SELECT count(*) FROM metrics.got_rows")).isEqualTo(1);
    }

    @Test
    void retentionThatIsChangedIsFollowed() throws SQLException {
        database.execute("UPDATE metrics.retention SET keep_days = 1 WHERE kind = 'raw'");
        InstalledHistory.partition(database, "metric_sample", "now_old", today.minusDays(3), today.minusDays(2));
        maintenance(database.dataSource()).maintain();
        assertThat(dropped()).isEqualTo("now_old");
    }

    @Test
    void aMaintainerWhoOwnsNothingCallsTheFunction() throws Exception {
        Grants.apply(database);
        Grants.login(database, "maintenance_test", "venturi_maintainer");
        makeOldPartitions();

        maintenance(database.dataSource("maintenance_test")).maintain();

        assertThat(failures()).isZero();
        assertThat(dropped()).isEqualTo("empty,old \"1\",old 2,sketches");
        assertThat(gauge("partitions.ahead")).isEqualTo(7);
    }

    @Test
    void aDatabaseThatIsNotThereIsCountedAndNothingThrown() throws SQLException {
        database.execute("SET client_min_messages = warning; DROP SCHEMA metrics CASCADE");
        StoreMaintenance maintenance = maintenance(database.dataSource());
        maintenance.maintain();
        assertThat(failures()).isPositive();
        assertThat(gauge("partitions.ahead")).isNaN();

        InstalledHistory.renew(database);
        maintenance.maintain();
        assertThat(gauge("partitions.ahead")).isEqualTo(7);
    }

    @Test
    void anErrorIsCountedAndDoesNotEndTheSchedule() {
        AtomicBoolean broken = new AtomicBoolean(true);
        DataSource source = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    if (broken.get()) {
                        throw new NoClassDefFoundError("of the driver");
                    }
                    return method.invoke(database.dataSource(), arguments);
                });
        try (TestScheduler scheduler = new TestScheduler()) {
            StoreMaintenance maintenance = StoreMaintenance.builder(source, "metrics", metrics)
                    .scheduler(scheduler)
                    .build();
            all.add(maintenance);
            maintenance.start();

            scheduler.run();
            assertThat(failures()).isEqualTo(1);
            assertThat(gauge("partitions.ahead")).isNaN();

            broken.set(false);
            scheduler.run();
            assertThat(failures()).isEqualTo(1);
            assertThat(gauge("partitions.ahead")).isEqualTo(7);
        }
    }

    @Test
    void startedItWorksByItselfUntilItIsClosed() throws Exception {
        StoreMaintenance maintenance =
                maintenance(database.dataSource()).start().start();
        database.await("SELECT count(*) > 0 FROM metrics.metric_partitions()");
        maintenance.close();

        assertThat(registry.find("test.store.rollup.lag").gauge()).isNull();
        assertThat(database.text("SELECT expires_at < now() FROM metrics.lease"))
                .isEqualTo("true");
        maintenance.close();
        maintenance.maintain();
    }

    @Test
    void wrongOptionsAreRefusedByName() {
        StoreMaintenance.Builder builder = StoreMaintenance.builder(database.dataSource(), "metrics", metrics);
        assertThatThrownBy(() -> builder.daysAhead(0)).hasMessageContaining("daysAhead is 0");
        assertThatThrownBy(() -> builder.daysAhead(31)).hasMessageContaining("daysAhead is 31");
        assertThatThrownBy(() -> builder.interval(Duration.ZERO)).hasMessageContaining("interval is PT0S");
        assertThatThrownBy(() -> builder.daysAhead(3).daysAhead(4)).hasMessageContaining("daysAhead is set already");
    }
}
