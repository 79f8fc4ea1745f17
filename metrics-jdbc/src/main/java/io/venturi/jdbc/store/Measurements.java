package io.venturi.jdbc.store;

import io.venturi.PipelineMetrics;
import io.venturi.catalog.StoreCatalog;
import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Once;
import io.venturi.jdbc.SchemaTransactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Single facts with free tags, such as a batch that was processed or an API that was called: relation {@code
 * pipeline_metrics}, for SQL.
 *
 * <pre>{@code
 * Measurements measurements = Measurements.builder(dataSource, "metrics").metrics(pipelineMetrics).build();
 * measurements.record("api_call", seconds, Map.of("api", "crm", "success", true));
 * measurements.close();
 * }</pre>
 *
 * Recording never blocks on the database and never throws: measurements wait in memory for a thread of their own, which
 * stores them batch by batch, on one connection at a time. While the database is away they wait; where there is no room any
 * more, the oldest go. What was recorded and not given up is stored once, also where the answer to a COMMIT is lost. A
 * process that is killed loses what waits.
 *
 * <p>What cannot be stored is dropped and counted: a value that is not finite, text with a NUL, tags that are no text,
 * number or boolean, or take more than 64 KiB, a name that is not 1 to 200 characters long, a time outside of the days that
 * there are partitions for. Those are the days that raw records are kept, until a week ahead, by the database's clock. With
 * {@code metrics}, {@code store_measurements_total} shows what became of all. Thread-safe.
 */
public final class Measurements implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Measurements.class);

    private final MeasurementQueue queue;
    private final Clock clock;
    private final Duration closeTimeout;
    private final MinuteLog unusable;
    private final Thread thread;
    private final @Nullable MeterScope scope;

    private Measurements(Builder builder) {
        this.queue = new MeasurementQueue(builder.bounds());
        this.clock = builder.clock.get();
        this.closeTimeout = builder.closeTimeout.get();
        LongSupplier nanoTime = builder.nanoTime.get();
        this.unusable = new MinuteLog(LOG, nanoTime);
        this.scope = builder.metrics.given().map(PipelineMetrics::newScope).orElse(null);
        if (scope != null) {
            show(scope);
        }
        MeasurementStorage storage = new MeasurementStorage(builder.transactions, new MinuteLog(LOG, nanoTime));
        this.thread =
                new Thread(new MeasurementWriter(queue, storage, new MinuteLog(LOG, nanoTime)), "venturi-measurements");
        thread.setDaemon(true);
        thread.start();
    }

    private void show(MeterScope shown) {
        show(shown, "accepted", MeasurementCounts::accepted);
        show(shown, "stored", MeasurementCounts::stored);
        show(shown, "rejected", MeasurementCounts::rejected);
        show(shown, "expired", MeasurementCounts::expired);
        show(shown, "overflowed", MeasurementCounts::overflowed);
    }

    private void show(MeterScope shown, String result, ToLongFunction<MeasurementCounts> count) {
        shown.counter(StoreCatalog.MEASUREMENTS, () -> (double) count.applyAsLong(queue.counts()), result);
    }

    /**
     * Begins to describe where measurements go.
     *
     * @param schema which {@link io.venturi.jdbc.MetricsSchema#install} has made
     */
    public static Builder builder(DataSource source, String schema) {
        return new Builder(source, schema);
    }

    /**
     * Records what was measured just now.
     *
     * @param name what was measured, such as {@code queue_processing}
     * @param tags text, numbers and booleans that tell more about it
     */
    public void record(String name, double value, Map<String, ?> tags) {
        record(name, value, tags, clock.instant());
    }

    /** Records what was measured at a time, which is stored with microseconds. */
    public void record(String name, double value, Map<String, ?> tags, Instant time) {
        Measurement one;
        try {
            if (!MeasurementFormat.isDated(time)) {
                queue.expire();
                return;
            }
            one = MeasurementFormat.of(name, value, tags, time);
        } catch (RuntimeException e) { // also of the host's map
            queue.reject();
            unusable.warn("A measurement cannot be stored and is dropped", e);
            return;
        }
        queue.add(one);
    }

    /**
     * Waits until what was recorded before is stored, or has been given up.
     *
     * @return false if some of it still waits when the time is over, or the thread is interrupted
     */
    public boolean flush(Duration timeout) {
        try {
            return queue.flush(timeout.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What became of all that was recorded. */
    public MeasurementCounts counts() {
        return queue.counts();
    }

    /**
     * Stores what waits, and gives up what cannot be stored in time. Of a batch that is being stored just then it may not be
     * known whether it is: it counts as overflowed. What is recorded later overflows. Never throws; idempotent.
     */
    @Override
    public void close() {
        try {
            long left = queue.close(closeTimeout.toNanos());
            if (left > 0) {
                TimeUnit.NANOSECONDS.timedJoin(thread, left); // it forgets its mark
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
        if (scope != null) {
            scope.close();
        }
    }

    /** Options of {@link Measurements}. Each may be given once. Not thread-safe. */
    public static final class Builder {

        private static final int MOST_BATCH_BYTES = 4 << 20;
        private static final int LEAST_BYTES = 1 << 20;
        private static final int MOST_BATCH_ROWS = 100_000;

        private final SchemaTransactions transactions;
        private final Once<PipelineMetrics> metrics = new Once<>("metrics");
        private final Once<Integer> maxWaiting = new Once<>("maxWaiting", 100_000);
        private final Once<Long> maxWaitingBytes = new Once<>("maxWaitingBytes", 32L << 20);
        private final Once<Integer> batchSize = new Once<>("batchSize", 5_000);
        private final Once<Duration> interval = new Once<>("interval", Duration.ofSeconds(1));
        private final Once<Duration> closeTimeout = new Once<>("closeTimeout", Duration.ofSeconds(10));
        private final Once<Clock> clock = new Once<>("clock", Clock.systemUTC());
        private final Once<LongSupplier> nanoTime = new Once<>("nanoTime", System::nanoTime);

        private Builder(DataSource source, String schema) {
            this.transactions = new SchemaTransactions(source, schema);
        }

        /** Where to show what becomes of measurements; nowhere unless set. */
        public Builder metrics(PipelineMetrics value) {
            metrics.set(value);
            return this;
        }

        /** How many measurements may wait: 100,000 unless set. */
        public Builder maxWaiting(int value) {
            maxWaiting.set(atLeast("maxWaiting", 1, value));
            return this;
        }

        /** About how many bytes of memory those that wait may take: 32 MiB unless set, at least 1 MiB. */
        public Builder maxWaitingBytes(long value) {
            if (value < LEAST_BYTES) {
                throw new IllegalArgumentException("maxWaitingBytes is " + value + ": give at least " + LEAST_BYTES);
            }
            maxWaitingBytes.set(value);
            return this;
        }

        /** How many measurements are stored in one transaction at most: 5,000 unless set, or 4 MiB of them. */
        public Builder batchSize(int value) {
            if (atLeast("batchSize", 1, value) > MOST_BATCH_ROWS) {
                throw new IllegalArgumentException("batchSize is " + value + ": give " + MOST_BATCH_ROWS + " at most");
            }
            batchSize.set(value);
            return this;
        }

        /** How long a measurement waits for others to be stored with it: 1 s unless set, at most an hour. */
        public Builder interval(Duration value) {
            interval.set(checked("interval", value));
            return this;
        }

        /** How long {@link Measurements#close} may take to store what waits: 10 s unless set, at most an hour. */
        public Builder closeTimeout(Duration value) {
            closeTimeout.set(checked("closeTimeout", value));
            return this;
        }

        /** When measurements are made that come without a time; the system's clock unless set. */
        public Builder clock(Clock value) {
            clock.set(value);
            return this;
        }

        /** The clock of the log: nanoseconds that only ever go forward, as of {@link System#nanoTime}. */
        public Builder nanoTime(LongSupplier value) {
            nanoTime.set(value);
            return this;
        }

        /** Begins to store what is recorded. */
        public Measurements build() {
            return new Measurements(this);
        }

        private MeasurementQueue.Bounds bounds() {
            return new MeasurementQueue.Bounds(
                    maxWaiting.get(),
                    maxWaitingBytes.get(),
                    batchSize.get(),
                    MOST_BATCH_BYTES,
                    interval.get().toNanos());
        }

        private static int atLeast(String option, int least, int value) {
            if (value < least) {
                throw new IllegalArgumentException(option + " is " + value + ": give at least " + least);
            }
            return value;
        }

        private static Duration checked(String option, Duration value) {
            if (value.isNegative() || value.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException(option + " is " + value + ": give PT0S to PT1H, such as PT1S");
            }
            return value;
        }
    }
}
