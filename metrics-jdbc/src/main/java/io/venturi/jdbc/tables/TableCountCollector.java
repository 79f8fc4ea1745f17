package io.venturi.jdbc.tables;

import io.micrometer.core.instrument.Clock;
import io.venturi.PipelineMetrics;
import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Once;
import io.venturi.jdbc.Lease;
import io.venturi.jdbc.tables.CountRules.StrategyRule;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
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
    private final ZoneId zone;
    private final TableSelection selection;
    private final CountRules rules;
    private final RunLimits limits;
    private final Duration closeTimeout;
    private final Leadership leadership;
    private final CollectorMeters meters;
    private final CountingRuns runs;
    private final RunSchedule schedule;
    private final @Nullable ScheduledExecutorService ownExecutor;
    private final ReentrantLock counting = new ReentrantLock();
    private volatile @Nullable Running running;
    private volatile boolean closed;

    /** The run that is going on. */
    private record Running(TableCountRun header, RunBounds bounds) {}

    private TableCountCollector(Builder builder) {
        source = builder.source;
        builder.wireStore();
        MeterScope scope = builder.metrics.newScope();
        clock = builder.clock.given().orElse(scope.clock());
        zone = builder.timeZone.get();
        selection = builder.selection();
        rules = builder.rules();
        limits = builder.limits();
        closeTimeout = builder.closeTimeout.get();
        leadership = builder.leadership;
        meters = new CollectorMeters(scope, rules);
        builder.database.given().ifPresent(meters::name);
        RowDeltas deltas = new RowDeltas(builder.deltaAlertRatio.given().orElse(Double.POSITIVE_INFINITY));
        runs = new CountingRuns(leadership, builder.journal, meters, limits, deltas, zone);
        ScheduledExecutorService executor = builder.scheduler.given().orElseGet(TableCountCollector::newExecutor);
        ownExecutor = builder.scheduler.given().isPresent() ? null : executor;
        schedule = new RunSchedule(
                executor,
                builder.interval.get(),
                builder.jitter(),
                bound -> ThreadLocalRandom.current().nextLong(bound),
                builder.activeWhen.get(),
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
        if (!counting.tryLock()) {
            return notDoubled(bounds);
        }
        try {
            if (counting.getHoldCount() > 1) {
                return notDoubled(bounds);
            }
            running = new Running(running(0, bounds), bounds);
            if (closed) {
                bounds.stop(); // closed between the check and now
            }
            return run(request, bounds);
        } finally {
            if (counting.getHoldCount() == 1) {
                running = null;
            }
            counting.unlock();
        }
    }

    private TableCountRun run(RunRequest request, RunBounds bounds) {
        if (!meters.isNamed()) {
            nameDatabase(bounds);
        }
        Measuring measuring = new Measuring(source, selection, rules, limits, bounds, reason -> meters.runs()
                .failed(reason));
        return runs.run(request, bounds, measuring, id -> running = new Running(running(id, bounds), bounds));
    }

    private void nameDatabase(RunBounds bounds) {
        try (CountSession session = new CountSession(source, bounds, limits.transactions())) {
            meters.name(Discovery.databaseName(session));
        } catch (UncountableException e) {
            LOG.debug("The database could not be asked for its name", e);
            meters.nameless();
        }
    }

    private TableCountRun notDoubled(RunBounds bounds) {
        Running going = running;
        return going == null ? running(0, bounds) : going.header();
    }

    private TableCountRun running(long id, RunBounds bounds) {
        return new TableCountRun(
                id,
                bounds.now(),
                LocalDate.ofInstant(bounds.now(), zone),
                RunStatus.RUNNING,
                "a run is going on since " + bounds.now() + ", and no second one was begun: wait until it ends",
                List.of());
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
        Running going = running;
        if (going != null) {
            // Elsewhere: to cancel a statement is a connection of its own, which a server that is down keeps waiting.
            Thread stopping = daemon("table-count-stop", going.bounds()::stop);
            stopping.start();
        }
        try {
            if (counting.tryLock(closeTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
                counting.unlock();
            } else {
                LOG.warn("The run that is going on did not end within {}; its thread ends later", closeTimeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ScheduledExecutorService newExecutor() {
        return Executors.newSingleThreadScheduledExecutor(task -> daemon("table-count", task));
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Options of a collector. Each may be given once; a wrong value is refused with a word on the remedy. Not thread-safe. */
    public static final class Builder {

        private static final int DEFAULT_MAX_TABLES = 1_000;
        private static final double DEFAULT_TOLERATED = 0.1;
        private static final int JITTER_PART = 10;

        private final DataSource source;
        private final PipelineMetrics metrics;
        private final Once<String> database = new Once<>("database");
        private final Once<List<TablePattern>> include = new Once<>("include", List.of());
        private final Once<Set<String>> skipSchemas = new Once<>("skipSchemas", Set.of());
        private final Once<List<TablePattern>> exclude = new Once<>("exclude", List.of());
        private final Once<Integer> maxTables = new Once<>("maxTables", DEFAULT_MAX_TABLES);
        private final Once<CountStrategy> strategy = new Once<>("strategy", CountStrategy.exact());
        private final List<StrategyRule> strategies = new ArrayList<>();
        private final List<RowFilter> filters = new ArrayList<>();
        private final Once<Boolean> sizes = new Once<>("sizes", false);
        private final Once<Boolean> vacuumAge = new Once<>("vacuumAge", false);
        private final Once<Duration> statementTimeout = new Once<>("statementTimeout", Duration.ofMinutes(1));
        private final Once<Duration> lockTimeout = new Once<>("lockTimeout", Duration.ofSeconds(1));
        private final Once<Duration> runDeadline = new Once<>("runDeadline", Duration.ofMinutes(10));
        private final Once<Double> toleratedFailures = new Once<>("toleratedFailures", DEFAULT_TOLERATED);
        private final Once<Duration> interval = new Once<>("interval", Duration.ofMinutes(15));
        private final Once<Duration> jitter = new Once<>("jitter");
        private final Once<BooleanSupplier> activeWhen = new Once<>("activeWhen", () -> true);
        private final Once<Boolean> consistent = new Once<>("consistent", false);
        private final Once<Integer> parallelism = new Once<>("parallelism", 1);
        private final Once<Double> deltaAlertRatio = new Once<>("deltaAlertRatio");
        private final Once<ZoneId> timeZone = new Once<>("timeZone", ZoneOffset.UTC);
        private final Once<Clock> clock = new Once<>("clock");
        private final Once<ScheduledExecutorService> scheduler = new Once<>("scheduler");
        private final Once<Duration> closeTimeout = new Once<>("closeTimeout", Duration.ofSeconds(5));
        private final Once<String> store = new Once<>("store");
        private @Nullable DataSource storeSource;
        private final Once<String> collector = new Once<>("collector", "default");
        private final Once<Duration> leaseDuration = new Once<>("leaseDuration", Duration.ofSeconds(30));
        private final Once<SnapshotFormat> snapshotFormat =
                new Once<>("snapshotFormat", JournalOptions.DEFAULT.format());
        private final Once<Boolean> runSnapshots = new Once<>("runSnapshots", JournalOptions.DEFAULT.runSnapshots());
        private final Once<Duration> retention = new Once<>("retention", JournalOptions.DEFAULT.retention());
        private Duration conflictPause = Duration.ofSeconds(1);
        private RunJournal journal = UnwrittenRuns.INSTANCE;
        private Leadership leadership = Leadership.ALONE;

        private Builder(DataSource source, PipelineMetrics metrics) {
            this.source = Objects.requireNonNull(source, "source");
            this.metrics = Objects.requireNonNull(metrics, "metrics");
        }

        /** The label {@code database}; default: the database's own name, which is asked for when the first run begins. */
        public Builder database(String label) {
            database.set(OptionChecks.label("database", label));
            return this;
        }

        /**
         * The only tables to count: {@code schema.table}, in the catalogue's own case and without quotes, where {@code *}
         * stands for any characters. A view, a materialized view or a foreign table is counted only where it is named here
         * without {@code *}. What is named so and is not there, or must not be read, is a failure.
         */
        public Builder include(String... tables) {
            include.set(OptionChecks.patterns("include", tables));
            return this;
        }

        /** Schemas to leave out. */
        public Builder skipSchemas(String... schemas) {
            skipSchemas.set(OptionChecks.names("skipSchemas", schemas));
            return this;
        }

        /** Tables to leave out: {@code schema.table}, where {@code *} stands for any characters. */
        public Builder exclude(String... tables) {
            exclude.set(OptionChecks.patterns("exclude", tables));
            return this;
        }

        /**
         * How many tables to count, at least 1; default 1,000. Of more the largest are, by the planner's figures, and {@code
         * meters_overflow_total} counts the others.
         */
        public Builder maxTables(int tables) {
            maxTables.set(OptionChecks.atLeastOne("maxTables", tables));
            return this;
        }

        /** How tables are counted for which no pattern says otherwise; default {@link CountStrategy#exact()}. */
        public Builder strategy(CountStrategy value) {
            strategy.set(value);
            return this;
        }

        /** How the tables of a pattern are counted; of several patterns that match a table the first holds. */
        public Builder strategy(String tables, CountStrategy value) {
            TablePattern pattern = TablePattern.of("strategy", tables);
            for (StrategyRule rule : strategies) {
                if (rule.tables().text().equals(tables)) {
                    throw new IllegalStateException("strategy of " + tables + " is set already, to " + rule.strategy()
                            + "; remove the call that sets it to " + value);
                }
            }
            strategies.add(new StrategyRule(pattern, Objects.requireNonNull(value, "strategy of " + tables)));
            return this;
        }

        /**
         * Counts, beside all rows, those of some tables that a condition holds for, as {@code table_rows_filtered}. A filter
         * is a query of its own, exact whatever the strategy: an index on the condition makes it cheap.
         *
         * @param name the label {@code filter}, such as {@code pending}
         * @param tables a pattern, as of {@link #exclude}
         * @param predicate what follows WHERE: the host's own SQL, never a request's
         */
        public Builder filter(String name, String tables, String predicate) {
            OptionChecks.label("filter", name);
            for (RowFilter filter : filters) {
                if (filter.name().equals(name) && filter.tables().text().equals(tables)) {
                    throw new IllegalStateException("filter '" + name + "' of " + tables + " is set already, to "
                            + filter.predicate() + "; remove the call that sets it to " + predicate);
                }
            }
            OptionChecks.notBlank("predicate of filter '" + name + "'", predicate);
            filters.add(new RowFilter(name, TablePattern.of("filter", tables), predicate));
            return this;
        }

        /** Whether to show sizes, as {@code table_bytes}; default no. */
        public Builder sizes(boolean value) {
            sizes.set(value);
            return this;
        }

        /** Whether to show how long ago tables were vacuumed, as {@code table_vacuum_age_seconds}; default no. */
        public Builder vacuumAge(boolean value) {
            vacuumAge.set(value);
            return this;
        }

        /** How long the count of a table may take; default 1 minute. */
        public Builder statementTimeout(Duration value) {
            statementTimeout.set(OptionChecks.serverTimeout("statementTimeout", value));
            return this;
        }

        /** How long the count of a table may wait for its lock; default 1 s. */
        public Builder lockTimeout(Duration value) {
            lockTimeout.set(OptionChecks.serverTimeout("lockTimeout", value));
            return this;
        }

        /** How long a run may take; tables that are left then have failed. Default 10 minutes. */
        public Builder runDeadline(Duration value) {
            runDeadline.set(OptionChecks.positive("runDeadline", value));
            return this;
        }

        /** The part of the tables, from 0 to 1, that may fail in a run that succeeds; default 0.1. */
        public Builder toleratedFailures(double part) {
            toleratedFailures.set(OptionChecks.part("toleratedFailures", part));
            return this;
        }

        /** From the beginning of a run to the beginning of the next; default 15 minutes. */
        public Builder interval(Duration value) {
            interval.set(OptionChecks.positive("interval", value));
            return this;
        }

        /** By how much, at random, a run may begin before or after its time, below the interval; default a tenth of it. */
        public Builder jitter(Duration value) {
            if (value.isNegative()) {
                throw new IllegalArgumentException("jitter is " + value + ": give a duration of zero or more");
            }
            jitter.set(value);
            return this;
        }

        /** Whether to count when the schedule says so, asked each time; default always. */
        public Builder activeWhen(BooleanSupplier value) {
            activeWhen.set(value);
            return this;
        }

        /**
         * Whether to count all tables as of one moment; default no. One connection more holds that moment's snapshot until
         * the run ends, and so holds back vacuum that long. Estimates are not part of it, and a table that is truncated
         * meanwhile counts as empty.
         */
        public Builder consistent(boolean value) {
            consistent.set(value);
            return this;
        }

        /** On how many connections to count, at least 1; default 1. Those beyond the first are used where they can be had. */
        public Builder parallelism(int connections) {
            parallelism.set(OptionChecks.atLeastOne("parallelism", connections));
            return this;
        }

        /**
         * Alerts to a table whose rows changed by more than this part since the last run, such as 0.5 for a change by half;
         * default: to none.
         */
        public Builder deltaAlertRatio(double ratio) {
            deltaAlertRatio.set(OptionChecks.ratio("deltaAlertRatio", ratio));
            return this;
        }

        /** Whose days runs count for; default UTC. */
        public Builder timeZone(ZoneId value) {
            timeZone.set(value);
            return this;
        }

        /** Where time comes from; default: where that of the metrics does. */
        public Builder clock(Clock value) {
            clock.set(value);
            return this;
        }

        /**
         * Where scheduled runs are run, each of which takes a thread for as long as it counts; default: a thread of the
         * collector's own. It stays the host's to end.
         */
        public Builder scheduler(ScheduledExecutorService value) {
            scheduler.set(value);
            return this;
        }

        /** How long {@link TableCountCollector#close} may wait for a run to end; default 5 s. */
        public Builder closeTimeout(Duration value) {
            closeTimeout.set(OptionChecks.positive("closeTimeout", value));
            return this;
        }

        /** Writes runs down in a metrics schema of the database that is counted; see {@link #store(DataSource, String)}. */
        public Builder store(String schema) {
            return store(source, schema);
        }

        /**
         * Writes runs down, for {@link TableCountHistory} to read, and has one of the processes that share the schema count:
         * the others show what it found. {@link #database} must be given, too. Where the schema cannot be written to, a run
         * has failed, and figures stay as they were; without a store each process counts for itself.
         *
         * @param where the database of the schema
         * @param schema what {@link io.venturi.jdbc.MetricsSchema#install} has made, for this collector alone
         */
        public Builder store(DataSource where, String schema) {
            store.set(OptionChecks.label("store", schema));
            storeSource = where;
            return this;
        }

        /** The name that replicas of one collector share; default {@code default}. */
        public Builder collector(String name) {
            collector.set(name);
            return this;
        }

        /** How long the others wait for a process that went away without a word; default 30 s. */
        public Builder leaseDuration(Duration value) {
            leaseDuration.set(OptionChecks.positive("leaseDuration", value));
            return this;
        }

        /** What the store's snapshots hold; default rows only. */
        public Builder snapshotFormat(SnapshotFormat value) {
            snapshotFormat.set(value);
            return this;
        }

        /** Whether the store keeps a snapshot of each run, beside that of each day; default yes. */
        public Builder runSnapshots(boolean value) {
            runSnapshots.set(value);
            return this;
        }

        /** How long the store keeps runs, a day at least; default 400 days. */
        public Builder retention(Duration value) {
            retention.set(value);
            return this;
        }

        private void wireStore() {
            if (storeSource == null) {
                return;
            }
            String name = LeaseLeadership.leaseName(
                    database.given()
                            .orElseThrow(() -> new IllegalArgumentException(
                                    "store is " + store.get() + ", and database is not set: name the database, too")),
                    collector.get());
            Lease lease = Lease.builder(storeSource, store.get(), name)
                    .duration(leaseDuration.get())
                    .build();
            JournalOptions options =
                    new JournalOptions(timeZone.get(), snapshotFormat.get(), runSnapshots.get(), retention.get());
            journal = new PostgresRunJournal(storeSource, store.get(), lease, options);
            leadership = new DeferredLeadership(() -> new LeaseLeadership(lease));
        }

        /** Where runs are written down. */
        Builder journal(RunJournal value) {
            journal = value;
            return this;
        }

        /** Which of the replicas counts. */
        Builder leadership(Leadership value) {
            leadership = value;
            return this;
        }

        /** How long to wait before what replay got in the way of is tried again. */
        Builder conflictPause(Duration value) {
            conflictPause = value;
            return this;
        }

        /**
         * Builds; nothing is asked of the database yet.
         *
         * @throws IllegalArgumentException if the jitter is not below the interval, or there is a store and {@link #database}
         *     was not called
         */
        public TableCountCollector build() {
            if (jitter().compareTo(interval.get()) >= 0) {
                throw new IllegalArgumentException("jitter is " + jitter() + ", and interval " + interval.get()
                        + ": give a jitter below the interval");
            }
            return new TableCountCollector(this);
        }

        private Duration jitter() {
            return jitter.given().orElse(interval.get().dividedBy(JITTER_PART));
        }

        private TableSelection selection() {
            return new TableSelection(include.get(), skipSchemas.get(), exclude.get(), maxTables.get());
        }

        private CountRules rules() {
            return new CountRules(
                    List.copyOf(strategies), strategy.get(), List.copyOf(filters), sizes.get(), vacuumAge.get());
        }

        private RunLimits limits() {
            return new RunLimits(
                    statementTimeout.get(),
                    lockTimeout.get(),
                    runDeadline.get(),
                    toleratedFailures.get(),
                    parallelism.get(),
                    consistent.get(),
                    conflictPause);
        }
    }
}
