package io.venturi;

import io.venturi.catalog.BufferCatalog;
import io.venturi.catalog.MeterSpec;
import io.venturi.instrument.BoundSummary;
import io.venturi.instrument.BoundTimer;
import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Problem;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The meters of a buffer between capture and writer. Keep the handle; it may be used from any thread, and recording never
 * throws or blocks. What a scrape asks ({@link #depth} and the like) is held strongly until {@link #close()}, must not
 * block, and shows NaN where it throws.
 */
public final class BufferMeters implements AutoCloseable {

    private final Consumer<BufferMeters> forget;
    private final MeterScope scope;
    private final Duration stuckAfter;
    private final HostGauge depth;
    private final HostGauge capacity;
    private final HostGauge oldestAge;
    private final HostGauge stuck;
    private final HostTotal[] batches = new HostTotal[BatchStatus.values().length];
    private final BoundSummary batchSize;
    private final BoundTimer batchDuration;
    private final HostTotal eventsProcessed;
    private final HostTotal deadLettered;
    private final HostTotal deadLetterFailures;
    private volatile boolean stuckIsCounted;

    BufferMeters(String source, MeterScope scope, Settings settings, Consumer<BufferMeters> forget) {
        this.forget = forget;
        this.scope = scope;
        this.stuckAfter = settings.stuckAfter();
        depth = new HostGauge(scope, BufferCatalog.DEPTH, source);
        capacity = new HostGauge(scope, BufferCatalog.CAPACITY, source);
        oldestAge = new HostGauge(scope, BufferCatalog.OLDEST_EVENT_AGE, source);
        stuck = new HostGauge(scope, BufferCatalog.STUCK_EVENTS, source);
        for (BatchStatus status : BatchStatus.values()) {
            batches[status.ordinal()] = HostTotal.shown(scope, BufferCatalog.BATCHES, source, status.label());
        }
        batchSize = scope.summary(BufferCatalog.BATCH_SIZE, source);
        batchDuration = scope.timer(BufferCatalog.BATCH_DURATION, source);
        eventsProcessed = HostTotal.shown(scope, BufferCatalog.EVENTS_PROCESSED, source);
        deadLettered = HostTotal.shown(scope, BufferCatalog.DLQ, source);
        deadLetterFailures = HostTotal.shown(scope, BufferCatalog.DLQ_FAILURES, source);
    }

    /** How many events wait, asked at each scrape: {@code depth(queue, Queue::size)}. */
    public <T> BufferMeters depth(T buffer, ToDoubleFunction<? super T> size) {
        depth.show(() -> size.applyAsDouble(buffer));
        return this;
    }

    /** How many events the buffer can hold. */
    public BufferMeters capacity(long events) {
        if (events < 0) {
            scope.invalid(BufferCatalog.CAPACITY, Problem.NEGATIVE);
        } else {
            capacity.show((double) events);
        }
        return this;
    }

    /** How many events the buffer can hold, asked at each scrape. */
    public <T> BufferMeters capacity(T buffer, ToDoubleFunction<? super T> events) {
        capacity.show(() -> events.applyAsDouble(buffer));
        return this;
    }

    /**
     * When the oldest waiting event came into the buffer, asked at each scrape: milliseconds since the epoch, NaN or 0 when
     * the buffer is empty. Where {@link #stuckEvents} is not given, one event counts as stuck once that is longer ago than
     * {@code stuckAfter}.
     */
    public <T> BufferMeters oldestEvent(T buffer, ToDoubleFunction<? super T> enqueuedMillis) {
        oldestAge.show(() -> ageSeconds(enqueuedMillis.applyAsDouble(buffer)));
        if (!stuckIsCounted) {
            stuck.show(() -> oldestAge.read() * 1e3 > stuckAfter.toMillis() ? 1 : 0);
        }
        return this;
    }

    /** How many events have waited longer than the host's own limit, asked at each scrape. */
    public <T> BufferMeters stuckEvents(T buffer, ToDoubleFunction<? super T> count) {
        stuckIsCounted = true;
        stuck.show(() -> count.applyAsDouble(buffer));
        return this;
    }

    /** An attempt to hand a batch on ended; each attempt counts, with its size and its duration. */
    public void batch(BatchStatus status, long events, long durationNanos) {
        if (status == null) {
            scope.invalid(BufferCatalog.BATCHES, Problem.MISSING_VALUE);
            return;
        }
        if (!Counts.accept(scope, BufferCatalog.BATCHES, 1) || !isCount(events)) {
            return;
        }
        batches[status.ordinal()].add(1);
        batchSize.record(events);
        batchDuration.recordNanos(durationNanos);
        if (status == BatchStatus.SUCCESS) {
            eventsProcessed.add(events);
        }
    }

    /** Events were written to the dead-letter queue. */
    public void deadLettered(long events) {
        if (Counts.accept(scope, BufferCatalog.DLQ, events)) {
            deadLettered.add(events);
        }
    }

    /** Events could not be written to the dead-letter queue. */
    public void deadLetterFailed(long events) {
        if (Counts.accept(scope, BufferCatalog.DLQ_FAILURES, events)) {
            deadLetterFailures.add(events);
        }
    }

    /** Shows totals that the host keeps already, asked at each scrape, added to what is recorded by calls. */
    public <T> Binding<T> bind(T stats) {
        return new Binding<>(stats);
    }

    /** Removes this buffer's series. */
    @Override
    public void close() {
        scope.close();
        forget.accept(this);
    }

    private boolean isCount(long events) {
        if (events < 0) {
            scope.invalid(BufferCatalog.BATCHES, Problem.NEGATIVE);
        }
        return events >= 0;
    }

    /** An empty buffer has no oldest event: nothing waits, so the age is 0. */
    private double ageSeconds(double enqueuedMillis) {
        return !(enqueuedMillis > 0) ? 0 : Math.max(0, scope.clock().wallTime() - enqueuedMillis) / 1e3;
    }

    /**
     * Totals of the host's, shown under this buffer's names and labels.
     *
     * @param <T> what the host keeps them in
     */
    public final class Binding<T> {

        private final T stats;

        private Binding(T stats) {
            this.stats = stats;
        }

        /** Attempts that ended in this way. */
        public Binding<T> batches(BatchStatus status, ToLongFunction<? super T> total) {
            return bind(batches[status.ordinal()], BufferCatalog.BATCHES, total);
        }

        /** Events that left in successful batches. */
        public Binding<T> eventsProcessed(ToLongFunction<? super T> total) {
            return bind(eventsProcessed, BufferCatalog.EVENTS_PROCESSED, total);
        }

        /** Events written to the dead-letter queue. */
        public Binding<T> deadLettered(ToLongFunction<? super T> total) {
            return bind(deadLettered, BufferCatalog.DLQ, total);
        }

        /** Events that could not be written to the dead-letter queue. */
        public Binding<T> deadLetterFailures(ToLongFunction<? super T> total) {
            return bind(deadLetterFailures, BufferCatalog.DLQ_FAILURES, total);
        }

        private Binding<T> bind(HostTotal target, MeterSpec spec, ToLongFunction<? super T> total) {
            target.bind(scope, spec, () -> total.applyAsLong(stats));
            return this;
        }
    }
}
