package io.venturi.jdbc.tables;

import io.micrometer.core.instrument.Clock;
import io.venturi.PipelineMetrics;
import io.venturi.instrument.Once;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/** The options of a collector, which its builder shows as its own. Not thread-safe. */
abstract sealed class CollectorOptions permits TableCountCollector.Builder {

    private static final int JITTER_PART = 10;

    final DataSource source;
    final PipelineMetrics metrics;
    final CountingOptions counting = new CountingOptions();
    final LimitOptions limits = new LimitOptions();
    final StoreOptions store = new StoreOptions();
    final Once<String> database = new Once<>("database");
    final Once<Duration> interval = new Once<>("interval", Duration.ofMinutes(15));
    final Once<BooleanSupplier> activeWhen = new Once<>("activeWhen", () -> true);
    final Once<Double> deltaAlertRatio = new Once<>("deltaAlertRatio");
    final Once<ZoneId> timeZone = new Once<>("timeZone", ZoneOffset.UTC);
    final Once<Clock> clock = new Once<>("clock");
    final Once<ScheduledExecutorService> scheduler = new Once<>("scheduler");
    final Once<Duration> closeTimeout = new Once<>("closeTimeout", Duration.ofSeconds(5));
    private final Once<Duration> jitter = new Once<>("jitter");

    CollectorOptions(DataSource source, PipelineMetrics metrics) {
        this.source = Objects.requireNonNull(source, "source");
        this.metrics = Objects.requireNonNull(metrics, "metrics");
    }

    /** This builder. */
    abstract TableCountCollector.Builder self();

    /** The label {@code database}; default: the database's own name, which is asked for when the first run begins. */
    public TableCountCollector.Builder database(String label) {
        database.set(OptionChecks.label("database", label));
        return self();
    }

    /**
     * The only tables to count: {@code schema.table}, in the catalogue's own case and without quotes, where {@code *}
     * stands for any characters. A view, a materialized view or a foreign table is counted only where it is named here
     * without {@code *}. What is named so and is not there, or must not be read, is a failure.
     */
    public TableCountCollector.Builder include(String... tables) {
        counting.include(tables);
        return self();
    }

    /** Schemas to leave out. */
    public TableCountCollector.Builder skipSchemas(String... schemas) {
        counting.skipSchemas(schemas);
        return self();
    }

    /** Tables to leave out: {@code schema.table}, where {@code *} stands for any characters. */
    public TableCountCollector.Builder exclude(String... tables) {
        counting.exclude(tables);
        return self();
    }

    /**
     * How many tables to count, at least 1; default 1,000. Of more the largest are, by the planner's figures, and {@code
     * meters_overflow_total} counts the others.
     */
    public TableCountCollector.Builder maxTables(int tables) {
        counting.maxTables(tables);
        return self();
    }

    /** How tables are counted for which no pattern says otherwise; default {@link CountStrategy#exact()}. */
    public TableCountCollector.Builder strategy(CountStrategy value) {
        counting.strategy(value);
        return self();
    }

    /** How the tables of a pattern are counted; of several patterns that match a table the first holds. */
    public TableCountCollector.Builder strategy(String tables, CountStrategy value) {
        counting.strategy(tables, value);
        return self();
    }

    /**
     * Counts, beside all rows, those of some tables that a condition holds for, as {@code table_rows_filtered}. A filter
     * is a query of its own, exact whatever the strategy: an index on the condition makes it cheap.
     *
     * @param name the label {@code filter}, such as {@code pending}
     * @param tables a pattern, as of {@link #exclude}
     * @param predicate what follows WHERE: the host's own SQL, never a request's
     */
    public TableCountCollector.Builder filter(String name, String tables, String predicate) {
        counting.filter(name, tables, predicate);
        return self();
    }

    /** Whether to show sizes, as {@code table_bytes}; default no. */
    public TableCountCollector.Builder sizes(boolean value) {
        counting.sizes(value);
        return self();
    }

    /** Whether to show how long ago tables were vacuumed, as {@code table_vacuum_age_seconds}; default no. */
    public TableCountCollector.Builder vacuumAge(boolean value) {
        counting.vacuumAge(value);
        return self();
    }

    /** How long the count of a table may take; default 1 minute. */
    public TableCountCollector.Builder statementTimeout(Duration value) {
        limits.statementTimeout(value);
        return self();
    }

    /** How long the count of a table may wait for its lock; default 1 s. */
    public TableCountCollector.Builder lockTimeout(Duration value) {
        limits.lockTimeout(value);
        return self();
    }

    /** How long a run may take; tables that are left then have failed. Default 10 minutes. */
    public TableCountCollector.Builder runDeadline(Duration value) {
        limits.runDeadline(value);
        return self();
    }

    /** The part of the tables, from 0 to 1, that may fail in a run that succeeds; default 0.1. */
    public TableCountCollector.Builder toleratedFailures(double part) {
        limits.toleratedFailures(part);
        return self();
    }

    /** From the beginning of a run to the beginning of the next; default 15 minutes. */
    public TableCountCollector.Builder interval(Duration value) {
        interval.set(OptionChecks.positive("interval", value));
        return self();
    }

    /** By how much, at random, a run may begin before or after its time, below the interval; default a tenth of it. */
    public TableCountCollector.Builder jitter(Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("jitter is " + value + ": give a duration of zero or more");
        }
        jitter.set(value);
        return self();
    }

    /** Whether to count when the schedule says so, asked each time; default always. */
    public TableCountCollector.Builder activeWhen(BooleanSupplier value) {
        activeWhen.set(value);
        return self();
    }

    /**
     * Whether to count all tables as of one moment; default no. One connection more holds that moment's snapshot until
     * the run ends, and so holds back vacuum that long. Estimates are not part of it, and a table that is truncated
     * meanwhile counts as empty.
     */
    public TableCountCollector.Builder consistent(boolean value) {
        limits.consistent(value);
        return self();
    }

    /** On how many connections to count, at least 1; default 1. Those beyond the first are used where they can be had. */
    public TableCountCollector.Builder parallelism(int connections) {
        limits.parallelism(connections);
        return self();
    }

    /**
     * Alerts to a table whose rows changed by more than this part since the last run, such as 0.5 for a change by half;
     * default: to none.
     */
    public TableCountCollector.Builder deltaAlertRatio(double ratio) {
        deltaAlertRatio.set(OptionChecks.ratio("deltaAlertRatio", ratio));
        return self();
    }

    /** Whose days runs count for; default UTC. */
    public TableCountCollector.Builder timeZone(ZoneId value) {
        timeZone.set(value);
        return self();
    }

    /** Where time comes from; default: where that of the metrics does. */
    public TableCountCollector.Builder clock(Clock value) {
        clock.set(value);
        return self();
    }

    /**
     * Where scheduled runs are run, each of which takes a thread for as long as it counts; default: a thread of the
     * collector's own. It stays the host's to end.
     */
    public TableCountCollector.Builder scheduler(ScheduledExecutorService value) {
        scheduler.set(value);
        return self();
    }

    /** How long {@link TableCountCollector#close} may wait for a run to end; default 5 s. */
    public TableCountCollector.Builder closeTimeout(Duration value) {
        closeTimeout.set(OptionChecks.positive("closeTimeout", value));
        return self();
    }

    /** Writes runs down in a metrics schema of the database that is counted; see {@link #store(DataSource, String)}. */
    public TableCountCollector.Builder store(String schema) {
        return store(source, schema);
    }

    /**
     * Writes runs down, for {@link TableCountHistory} to read, and has one of the processes that share the schema count:
     * the others show what it found. {@link #database} must be given, too. Where the schema cannot be written to, a run
     * has failed, and figures stay as they were; without a store each process counts for itself. The lease is renewed while
     * tables are counted, so that a pool needs two connections at least.
     *
     * @param where the database of the schema
     * @param schema what {@link io.venturi.jdbc.MetricsSchema#install} has made, for this collector alone
     */
    public TableCountCollector.Builder store(DataSource where, String schema) {
        store.in(where, schema);
        return self();
    }

    /** The name that replicas of one collector share; default {@code default}. */
    public TableCountCollector.Builder collector(String name) {
        store.collector(name);
        return self();
    }

    /** How long the others wait for a process that went away without a word; default 30 s. */
    public TableCountCollector.Builder leaseDuration(Duration value) {
        store.leaseDuration(value);
        return self();
    }

    /** What the store's snapshots hold; default rows only. */
    public TableCountCollector.Builder snapshotFormat(SnapshotFormat value) {
        store.snapshotFormat(value);
        return self();
    }

    /** Whether the store keeps a snapshot of each run, beside that of each day; default yes. */
    public TableCountCollector.Builder runSnapshots(boolean value) {
        store.runSnapshots(value);
        return self();
    }

    /** How long the store keeps runs, a day at least; default 400 days. */
    public TableCountCollector.Builder retention(Duration value) {
        store.retention(value);
        return self();
    }

    /** Where runs are written down. */
    TableCountCollector.Builder journal(RunJournal value) {
        store.journal(value);
        return self();
    }

    /** Which of the replicas counts. */
    TableCountCollector.Builder leadership(Leadership value) {
        store.leadership(value);
        return self();
    }

    /** How long to wait before what replay got in the way of is tried again. */
    TableCountCollector.Builder conflictPause(Duration value) {
        limits.conflictPause(value);
        return self();
    }

    /** By how much a run may be early or late; refused where that is not below the interval. */
    Duration jitter() {
        Duration value = jitter.given().orElse(interval.get().dividedBy(JITTER_PART));
        if (value.compareTo(interval.get()) >= 0) {
            throw new IllegalArgumentException(
                    "jitter is " + value + ", and interval " + interval.get() + ": give a jitter below the interval");
        }
        return value;
    }
}
