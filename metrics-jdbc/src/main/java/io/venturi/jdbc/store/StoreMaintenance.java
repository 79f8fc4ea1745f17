package io.venturi.jdbc.store;

import io.micrometer.core.instrument.Clock;
import io.venturi.PipelineMetrics;
import io.venturi.catalog.StoreCatalog;
import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Once;
import io.venturi.instrument.Problem;
import io.venturi.jdbc.Lease;
import io.venturi.jdbc.SchemaTransactions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the metric history in order: makes partitions ahead, rolls hours, days and weeks up, drops what relation {@code retention} says is too
 * old and rolled up, marks components offline that were silent for 5 minutes, and purges old events.
 *
 * <pre>{@code
 * StoreMaintenance maintenance = StoreMaintenance.builder(dataSource, "metrics", pipelineMetrics).build().start();
 * }</pre>
 *
 * <p>One process among many does it at a time: the one with the lease {@code metric_store/maintenance}. All show {@code
 * store.partitions.ahead} and {@code store.rollup.lag}; what could not be done or read is counted in {@code
 * meters_invalid_total}, reason {@code query_failed}, and tried again at the next round. What fails is logged, at most once a
 * minute.
 *
 * <p>As the owner of the schema's relations, it detaches old partitions concurrently, so that nobody waits; as another role,
 * with the rights that {@code venturi_maintainer} has, it calls {@code cleanup_expired_metrics()}, for which writers wait a
 * moment. Both work behind PgBouncer in transaction mode (there, switch off the driver's named statements: {@code
 * prepareThreshold=0}): a detaching that others hold up is cancelled by the driver after a second, as a setting for it would be a
 * session's, and is finished in a later round. Thread-safe.
 */
public final class StoreMaintenance implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreMaintenance.class);
    private static final String LEASE = "metric_store/maintenance";
    /** Longer than steps take, but for a roll-up that is far behind, which is safe without; a process that dies keeps others from it as long. */
    private static final Duration LEASE_DURATION = Duration.ofMinutes(5);

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final MeterScope scope;
    private final SchemaTransactions transactions;
    private final Lease lease;
    private final MaintenanceRound round;
    private final MaintenanceFigures figures;
    private final Duration interval;
    private final ScheduledExecutorService scheduler;
    private final boolean ownsScheduler;
    private final ReentrantLock working = new ReentrantLock();
    private @Nullable ScheduledFuture<?> task;
    private volatile boolean closed;

    private StoreMaintenance(Builder builder) {
        scope = builder.metrics.newScope();
        Clock clock = builder.clock.given().orElse(scope.clock());
        interval = builder.interval.get();
        transactions = builder.transactions;
        lease = Lease.builder(builder.source, transactions.schema(), LEASE)
                .duration(LEASE_DURATION)
                .nanoTime(clock::monotonicTime)
                .build();
        round = new MaintenanceRound(builder.source, transactions, lease, builder.daysAhead.get(), scope, () -> closed);
        figures = new MaintenanceFigures(scope, clock, interval.multipliedBy(3).plus(LEASE_DURATION));
        ownsScheduler = builder.scheduler.given().isEmpty();
        scheduler = builder.scheduler.given().orElseGet(StoreMaintenance::ownScheduler);
    }

    private static ScheduledExecutorService ownScheduler() {
        return Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "venturi-store-maintenance");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins to describe it.
     *
     * @param schema the metrics schema, which {@link io.venturi.jdbc.MetricsSchema#install} has made
     * @param metrics where its meters are
     */
    public static Builder builder(DataSource source, String schema, PipelineMetrics metrics) {
        return new Builder(source, schema, metrics);
    }

    /** Does a round now, on a thread of its own, and then after each interval. A second call changes nothing. */
    public synchronized StoreMaintenance start() {
        if (task == null && !closed && scope.isOpen()) {
            try {
                task = scheduler.scheduleWithFixedDelay(this::round, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                scope.invalid(
                        StoreCatalog.PARTITIONS_AHEAD, Problem.QUERY_FAILED, e); // the host ended its scheduler first
            }
        }
        return this;
    }

    /** A round of the schedule, which goes on whatever happens. */
    private void round() {
        try {
            maintain();
        } catch (Throwable e) { // an Error; a schedule ends in silence with what it throws
            LOG.error(
                    "A round of maintenance of schema {} failed; the next comes in its time", transactions.schema(), e);
            scope.invalid(StoreCatalog.PARTITIONS_AHEAD, Problem.QUERY_FAILED);
        }
    }

    /**
     * Does a round now, on the calling thread, if no other process has the lease; waits for one that is under way. Returns
     * normally whatever the database does.
     */
    public void maintain() {
        working.lock();
        try {
            if (!closed && scope.isOpen()) {
                round.run();
                look();
            }
        } finally {
            working.unlock();
        }
    }

    private void look() {
        try {
            figures.look(transactions);
        } catch (SQLException | RuntimeException e) {
            scope.invalid(StoreCatalog.PARTITIONS_AHEAD, Problem.QUERY_FAILED, e);
        }
    }

    /** Ends it, waiting 5 seconds at most for a step under way, gives the lease up, and removes the series. Idempotent. */
    @Override
    public void close() {
        stop();
        try {
            if (working.tryLock(CLOSE_PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                working.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lease.close();
        scope.close();
    }

    private synchronized void stop() {
        closed = true;
        if (task != null) {
            task.cancel(false);
        }
        if (ownsScheduler) {
            scheduler.shutdown();
        }
    }

    /** Options of {@link StoreMaintenance}. Each may be set once; a wrong value is refused with a word on the remedy. */
    public static final class Builder {
        private static final int MOST_DAYS = 30;

        private final DataSource source;
        private final SchemaTransactions transactions;
        private final PipelineMetrics metrics;
        private final Once<Integer> daysAhead = new Once<>("daysAhead", 7);
        private final Once<Duration> interval = new Once<>("interval", Duration.ofMinutes(5));
        private final Once<Clock> clock = new Once<>("clock");
        private final Once<ScheduledExecutorService> scheduler = new Once<>("scheduler");

        private Builder(DataSource source, String schema, PipelineMetrics metrics) {
            this.source = source;
            this.transactions = new SchemaTransactions(source, schema);
            this.metrics = metrics;
        }

        /** For how many days after today partitions are made; 7 unless set, 1 to 30. */
        public Builder daysAhead(int value) {
            if (value < 1 || value > MOST_DAYS) {
                throw new IllegalArgumentException(
                        "daysAhead is " + value + "; give 1 to " + MOST_DAYS + ", such as 7");
            }
            daysAhead.set(value);
            return this;
        }

        /** Time from the end of a round to the next; 5 minutes unless set, 1 second to 1 hour. */
        public Builder interval(Duration value) {
            if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("interval is " + value + "; give PT1S to PT1H, such as PT5M");
            }
            interval.set(value);
            return this;
        }

        /** Where the age of what was read comes from; default: the clock of the meters. */
        public Builder clock(Clock value) {
            clock.set(value);
            return this;
        }

        /** Where rounds run; it stays the host's to end. Default: a daemon thread that {@link StoreMaintenance#close()} ends. */
        public Builder scheduler(ScheduledExecutorService value) {
            scheduler.set(value);
            return this;
        }

        /** Builds; nothing is done yet. */
        public StoreMaintenance build() {
            return new StoreMaintenance(this);
        }
    }
}
