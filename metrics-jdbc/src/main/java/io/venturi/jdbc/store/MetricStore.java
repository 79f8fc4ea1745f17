package io.venturi.jdbc.store;

import io.micrometer.core.instrument.Clock;
import io.venturi.PipelineMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history of a component's metrics in PostgreSQL: takes figures at once, stores them soon, and keeps them through outages
 * of the database; given a directory, also through the end of the process.
 *
 * <pre>{@code
 * MetricStore store = MetricStore.builder(dataSource, "metrics")
 *         .runtime("worker_pool", "orders-1")
 *         .spoolDirectory(Path.of("/var/lib/orders/metrics"))
 *         .build();
 * store.append(List.of(new Sample(series, Instant.now(), 42)));
 * }</pre>
 *
 * Each figure is stored once, in the order of acceptance. What cannot be stored is counted: {@link #bindTo} shows how many were accepted,
 * stored, rejected, expired and overflowed; the rest waits. One thread stores, on one connection at a time. Thread-safe.
 */
public final class MetricStore implements AutoCloseable {

    /** What is stored in one transaction at most. */
    private static final int MOST_FIGURES = 50_000;

    private static final Logger LOG = LoggerFactory.getLogger(MetricStore.class);
    private static final long MIN_SAVING_MILLIS = 1_000;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** What became of what; for those that append, sample and show. */
    final StoreBooks books = new StoreBooks();

    private final RuntimeKey runtime;
    private final Clock clock;
    private final Duration closeTimeout;
    private final UUID incarnation = UUID.randomUUID();
    private final Spool spool;
    private final StoreWriter writer;
    private final StoreConnections connections;
    private final List<StoreMeters> meters = new CopyOnWriteArrayList<>();
    /** Numbers ascend in the order of the spool. */
    private final ReentrantLock accepting = new ReentrantLock();

    private long seq;
    private volatile boolean closed;

    private MetricStore(Builder builder) {
        StoreOptions options = builder.options;
        runtime = options.runtime();
        clock = options.clock();
        closeTimeout = options.closeTimeout();
        connections = new StoreConnections(builder.source);
        BatchTarget target = builder.target(connections);
        spool = spool(options);
        Backoff backoff = new Backoff(
                FIRST_PAUSE, LONGEST_PAUSE, () -> ThreadLocalRandom.current().nextDouble());
        writer = new StoreWriter(
                runtime.name(), spool, target, books, backoff, Condition::awaitNanos, new SparseLog(clock));
        writer.start();
    }

    private Spool spool(StoreOptions options) {
        Optional<Path> directory = options.spoolDirectory();
        if (directory.isEmpty()) {
            return new MemorySpool(options.memoryBytes(), options.spoolAge(), clock, books);
        }
        return new DiskSpool(
                SpoolDirectory.open(directory.get()),
                options.spoolBytes(),
                options.memoryBytes(),
                options.spoolAge(),
                clock,
                books);
    }

    /**
     * Begins to describe a store.
     *
     * @param source of connections, of which one at a time is used; a pool that the host shares will do
     * @param schema the metrics schema, which {@link io.venturi.jdbc.MetricsSchema#install} has made
     */
    public static Builder builder(DataSource source, String schema) {
        return new Builder(source, schema);
    }

    /**
     * Takes samples, to be stored soon; returns once they are taken: where the store has a directory, on its disk.
     *
     * @throws IllegalArgumentException if one is null, or has text that PostgreSQL cannot store; nothing is taken then
     * @throws IllegalStateException if the store is closed
     */
    public void append(Collection<Sample> samples) {
        List<Sample> checked = checked(samples);
        if (!accept(checked, List.of())) {
            throw new IllegalStateException("the store of " + runtime + " is closed: append before close()");
        }
    }

    private static List<Sample> checked(@Nullable Collection<Sample> samples) {
        if (samples == null) {
            throw new IllegalArgumentException("samples is null: give a collection");
        }
        List<Sample> checked = new ArrayList<>(samples);
        for (int i = 0; i < checked.size(); i++) {
            Sample sample = checked.get(i);
            if (sample == null) {
                throw new IllegalArgumentException("samples[" + i + "] is null: leave it out");
            }
            if (!sample.series().isStorable()) {
                throw new IllegalArgumentException("samples[" + i + "] of " + sample.series()
                        + " has half of a surrogate pair, which PostgreSQL cannot store: leave it out of the text");
            }
        }
        return checked;
    }

    /** Where what is sampled of meters goes in. */
    BatchIntake intake() {
        return this::take;
    }

    private void take(List<Sample> samples, List<DistributionSample> distributions) {
        if (!accept(samples, distributions)) {
            long lost = (long) samples.size() + distributions.size();
            books.accepted.add(lost);
            books.overflowed.add(lost);
        }
    }

    /** Puts figures into the spool, as one batch unless they are many; false where it is closed. */
    private boolean accept(List<Sample> samples, List<DistributionSample> distributions) {
        accepting.lock();
        try {
            if (closed) {
                return false;
            }
            Instant now = Instant.ofEpochMilli(clock.wallTime());
            int done = 0;
            int all = samples.size() + distributions.size();
            while (done < all) {
                int end = Math.min(all, done + MOST_FIGURES);
                add(now, part(samples, done, end), part(distributions, done - samples.size(), end - samples.size()));
                done = end;
            }
            return true;
        } finally {
            accepting.unlock();
        }
    }

    private static <T> List<T> part(List<T> all, int from, int to) {
        return all.subList(Math.min(all.size(), Math.max(0, from)), Math.min(all.size(), Math.max(0, to)));
    }

    private void add(Instant now, List<Sample> samples, List<DistributionSample> distributions) {
        seq++;
        SampleBatch batch = new SampleBatch(runtime, incarnation, seq, now, samples, distributions);
        books.accepted.add(batch.size());
        spool.add(batch);
        writer.wake();
    }

    /** A step's meters were sampled and taken within this time. */
    void published(long nanos) {
        meters.forEach(bound -> bound.published(nanos));
    }

    /** Figures that are accepted, and neither stored nor dropped. */
    long waiting() {
        return spool.size();
    }

    /**
     * Shows the store's own meters, until it is closed: {@code store_samples_total} by result, {@code store_spool_bytes} and
     * {@code store_publish_duration_seconds}.
     *
     * @throws IllegalStateException if these metrics show them already
     */
    public void bindTo(PipelineMetrics metrics) {
        accepting.lock();
        try {
            if (meters.stream().anyMatch(bound -> bound.isOf(metrics))) {
                throw new IllegalStateException("the store of " + runtime
                        + " is bound to these metrics already, and would count twice: remove a call of bindTo");
            }
            if (!closed) {
                meters.add(new StoreMeters(metrics, books, spool::bytes));
            }
        } finally {
            accepting.unlock();
        }
    }

    /**
     * Stores what waits, for as long as the timeout allows, and ends. What is left then stays in the directory for the next
     * process, or is lost, counted and logged where there is none. Idempotent; never throws.
     */
    @Override
    public void close() {
        if (!closes()) {
            return;
        }
        writer.close(closeTimeout, connections::abort);
        save();
        meters.forEach(StoreMeters::close);
    }

    /** On a thread that may be left behind: a disk that hangs keeps nobody here. */
    private void save() {
        Thread saving = new Thread(spool::close, "venturi-store-saving-" + runtime.name());
        saving.setDaemon(true);
        saving.start();
        Joining.join(saving, Math.max(MIN_SAVING_MILLIS, closeTimeout.toMillis() / 2));
        if (saving.isAlive()) {
            LOG.warn("What waits in the store of {} is not on disk within its time to close, and may be lost", runtime);
        }
    }

    /** Ends the acceptance; false where somebody else has. A disk that hangs keeps nobody here. */
    private boolean closes() {
        boolean locked = false;
        try {
            locked = accepting.tryLock(closeTimeout.toMillis() / 2, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            if (locked) {
                accepting.unlock();
            }
        }
    }

    /** Options of {@link MetricStore}. Each may be set once; a wrong value is refused with a word on the remedy. */
    public static final class Builder {

        private final DataSource source;
        private final String schema;
        private final StoreOptions options = new StoreOptions();
        private @Nullable BatchTarget target;

        private Builder(DataSource source, String schema) {
            this.source = source;
            this.schema = schema;
        }

        /**
         * Whose figures they are; required. Each process that runs has a name of its own, such as its pod's: two of one name write into the same
         * series, whose totals then go up and down as if they restarted time and again. A process that takes another's place takes its name.
         *
         * @param componentType its kind, such as {@code worker_pool}, {@code server_api} or {@code broker}
         * @param name its name among those
         */
        public Builder runtime(String componentType, String name) {
            options.runtime(componentType, name);
            return this;
        }

        /** Where figures wait that are not stored yet, also for the next process; this one has it to itself. Default: in memory only. */
        public Builder spoolDirectory(Path value) {
            options.spoolDirectory(value);
            return this;
        }

        /** How much of the disk may be taken by what waits; the oldest figures go beyond. Default 1 GiB. */
        public Builder spoolBytes(long value) {
            options.spoolBytes(value);
            return this;
        }

        /** How long figures may wait; default 7 days. */
        public Builder spoolAge(Duration value) {
            options.spoolAge(value);
            return this;
        }

        /** About how much of the heap may be taken by what waits and is not on disk; the oldest figures go beyond. Default 64 MiB. */
        public Builder memoryBytes(long value) {
            options.memoryBytes(value);
            return this;
        }

        /** How long {@link MetricStore#close} may take to store what waits; default 10 seconds. */
        public Builder closeTimeout(Duration value) {
            options.closeTimeout(value);
            return this;
        }

        /** Where time comes from; default: the system's. */
        public Builder clock(Clock value) {
            options.clock(value);
            return this;
        }

        /** Where batches go, instead of the database. */
        Builder target(BatchTarget value) {
            target = value;
            return this;
        }

        private BatchTarget target(DataSource connections) {
            return target == null ? new BatchStorage(connections, schema) : target;
        }

        /**
         * The store, which takes figures from now on, whether the database answers or not.
         *
         * @throws IllegalStateException if there is no runtime, options contradict each other, or the directory cannot be used
         */
        public MetricStore build() {
            return new MetricStore(this);
        }
    }
}
