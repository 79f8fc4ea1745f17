package io.venturi.jdbc.tables;

import io.micrometer.core.instrument.Clock;
import io.venturi.PipelineMetrics;
import io.venturi.instrument.MeterScope;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the rows of a PostgreSQL database's tables, off the scrape path, and shows them as gauges:
 *
 * <pre>{@code
 * TableCountCollector counts = TableCountCollector.builder(dataSource, metrics)
 *         .skipSchemas("tmp")
 *         .strategy("public.events", CountStrategy.estimate())
 *         .build();
 * counts.start();
 * }</pre>
 *
 * yields among others {@code pipeline_table_rows{database="shop",schema="public",table="public.orders"} 1215}, and beside it
 * {@code pipeline_table_counted_timestamp_seconds}, when that was so.
 *
 * <p>Unless told otherwise it counts all tables that the role may read, partitioned ones as a whole and tables that inherit
 * each on its own. Temporary tables are left out, and so are views, materialized views and foreign tables that {@link
 * Builder#include} does not name, and on a standby unlogged tables. Each count is a read-only transaction of its own, with
 * timeouts, on one connection that is borrowed for the run; what is set in it ends with it, so that PgBouncer may be in
 * between, in transaction mode, too.
 *
 * <p>What a failed count leaves depends on what the failure says. Where it may pass (locked, timeout, deadline, conflict,
 * connection, error), the last figure stays with its timestamp. Where the figure does not hold any more (permission, not
 * analyzed, bad result), it is NaN. A table that is gone, or that the role may not read any more, has no series. {@code
 * table_count_errors_total} counts each by reason.
 *
 * <p>A run succeeds if at most a tenth of the tables failed. Log lines for a person begin with {@code
 * TABLE_COUNT_REPEATED_FAILURES} (the third failed run in a row, and each after it), {@code TABLE_COUNT_NO_TABLES} or {@code
 * TABLE_COUNT_ROW_DELTA}; {@code table_count_alerts_total} counts them. Thread-safe.
 */
public final class TableCountCollector implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TableCountCollector.class);

    private final DataSource source;
    private final Clock clock;
    private final TableSelection selection;
    private final CountRules rules;
    private final RunLimits limits;
    private final Duration closeTimeout;
    private final Leadership leadership;
    private final CollectorMeters meters;
    private final CountingRuns runs;
    private final SoleRun sole;
    private final RunSchedule schedule;
    private final @Nullable ScheduledExecutorService ownExecutor;
    private volatile boolean closed;

    private TableCountCollector(Builder options) {
        source = options.source;
        Duration jitter = options.jitter();
        StoreOptions.RunStore store = options.store.open(options.database.given(), options.timeZone.get());
        leadership = store.leadership();
        MeterScope scope = options.metrics.newScope();
        clock = options.clock.given().orElse(scope.clock());
        selection = options.counting.selection();
        rules = options.counting.rules();
        limits = options.limits.limits();
        closeTimeout = options.closeTimeout.get();
        meters = new CollectorMeters(scope, rules);
        options.database.given().ifPresent(meters::name);
        RowDeltas deltas = new RowDeltas(options.deltaAlertRatio.given().orElse(Double.POSITIVE_INFINITY));
        runs = new CountingRuns(leadership, store.journal(), meters, limits, deltas, options.timeZone.get());
        sole = new SoleRun(options.timeZone.get());
        ScheduledExecutorService executor = options.scheduler.given().orElseGet(TableCountCollector::newExecutor);
        ownExecutor = options.scheduler.given().isPresent() ? null : executor;
        schedule = new RunSchedule(
                executor,
                options.interval.get(),
                jitter,
                bound -> ThreadLocalRandom.current().nextLong(bound),
                options.activeWhen.get(),
                new RunBounds(clock, Duration.ZERO),
                () -> run(RunRequest.ALL));
    }

    /**
     * Begins to configure a collector.
     *
     * @param source where connections come from, of any autocommit setting; one is used at a time unless told otherwise
     * @param metrics where the figures are shown
     */
    public static Builder builder(DataSource source, PipelineMetrics metrics) {
        return new Builder(source, metrics);
    }

    /**
     * Counts now, and again and again at the interval.
     *
     * @throws IllegalStateException if it is started already
     */
    public void start() {
        refuseClosed();
        schedule.start();
    }

    /**
     * Counts now, on this thread, whether {@link #start} was called or not, and whatever {@code activeWhen} says.
     *
     * <p>Never throws for what happens at run time: a run that failed says so by its status and message, and one that was not
     * begun, since another process counts, is FAILED, with the number 0. While a run is going on, here or by the schedule, a
     * second one is not begun: then the one that is going on is returned, RUNNING, with a message and without counts.
     *
     * @throws IllegalStateException if the collector is closed
     */
    public TableCountRun run(RunRequest request) {
        refuseClosed();
        RunBounds bounds = new RunBounds(clock, limits.deadline());
        return sole.run(bounds, begun -> run(request, bounds, begun));
    }

    private TableCountRun run(RunRequest request, RunBounds bounds, LongConsumer begun) {
        if (!meters.isNamed()) {
            nameDatabase(bounds);
        }
        Measuring measuring = new Measuring(source, selection, rules, limits, bounds, reason -> meters.runs()
                .failed(reason));
        return runs.run(request, bounds, measuring, begun);
    }

    private void nameDatabase(RunBounds bounds) {
        try (CountSession session = new CountSession(source, bounds, limits.transactions())) {
            meters.name(Discovery.databaseName(session));
        } catch (UncountableException e) {
            LOG.debug("The database could not be asked for its name", e);
            meters.nameless();
        }
    }

    private void refuseClosed() {
        if (closed) {
            throw new IllegalStateException("the collector is closed: build another one");
        }
    }

    /**
     * Ends the schedule and the run that is going on, within {@code closeTimeout}, gives the lead up and removes all series.
     * Idempotent. Interrupting the caller cuts it short.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        schedule.close();
        if (ownExecutor != null) {
            ownExecutor.shutdown();
        }
        stopRun();
        leadership.close();
        meters.close();
    }

    private void stopRun() {
        try {
            if (!sole.stop(closeTimeout)) {
                LOG.warn("The run that is going on did not end within {}; its thread ends later", closeTimeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ScheduledExecutorService newExecutor() {
        return Executors.newSingleThreadScheduledExecutor(task -> daemon("table-count", task));
    }

    static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Options of a collector. Each may be given once; a wrong value is refused with a word on the remedy. Not thread-safe. */
    public static final class Builder extends CollectorOptions {

        private Builder(DataSource source, PipelineMetrics metrics) {
            super(source, metrics);
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Builds; nothing is asked of the database yet.
         *
         * @throws IllegalArgumentException if the jitter is not below the interval, or there is a store and {@link #database}
         *     was not called
         */
        public TableCountCollector build() {
            return new TableCountCollector(this);
        }
    }
}
