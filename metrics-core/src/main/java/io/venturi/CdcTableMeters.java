package io.venturi;

import io.venturi.catalog.CdcCatalog;
import io.venturi.catalog.MeterSpec;
import io.venturi.instrument.BoundCounter;
import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Problem;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one captured table. Keep the handle; recording into it never throws, blocks or allocates, from any thread.
 *
 * <p>An event comes in once ({@link #received}) and leaves once: {@link #processed}, {@link #skipped} or {@link
 * #deadLettered}. In between it is in flight, and the oldest event in flight makes the lag. A host that only calls {@code
 * processed} is served, too: such an event counts as received and processed at once.
 *
 * <p>Source timestamps are milliseconds since the epoch: when the change was made, by the source's clock. Zero or less
 * means that there is none. Pass the same one when the event comes and when it leaves; order does not matter. Where an event
 * leaves without one, the lag may be over-reported until nothing is in flight.
 */
public final class CdcTableMeters implements AutoCloseable {

    private final CdcMeters source;
    private final String table;
    private final MeterScope scope;
    private final TableBook book = new TableBook();
    private final TableLag lag;
    private final BoundCounter snapshotRows;
    private volatile @Nullable HostTotal hostNewestEvent;

    // Bit n: the series of the operation with ordinal n are registered.
    private volatile int registered;

    CdcTableMeters(CdcMeters source, String table, MeterScope scope) {
        this.source = source;
        this.table = table;
        this.scope = scope;
        this.lag = new TableLag(source.position());
        String name = source.name();
        for (SkipReason reason : SkipReason.values()) {
            scope.counter(CdcCatalog.EVENTS_SKIPPED, () -> book.balance().skipped(reason), name, table, reason.label());
        }
        scope.counter(CdcCatalog.EVENTS_DEAD_LETTERED, () -> book.balance().deadLettered(), name, table);
        scope.gauge(CdcCatalog.EVENTS_IN_FLIGHT, this::inFlightOrNaN, name, table);
        scope.gauge(CdcCatalog.LAG, this::lagSeconds, name, table);
        scope.gauge(CdcCatalog.LAST_EVENT_TIMESTAMP, this::newestEventSeconds, name, table);
        snapshotRows = scope.counter(CdcCatalog.SNAPSHOT_ROWS, name, table);
        ensureRegistered(Operation.INSERT);
        ensureRegistered(Operation.UPDATE);
        ensureRegistered(Operation.DELETE);
    }

    /** An event entered the pipeline. */
    public void received(Operation operation, long sourceMillis) {
        received(operation, 1, sourceMillis);
    }

    /** Events entered the pipeline, the oldest of them made at {@code oldestSourceMillis}. */
    public void received(Operation operation, long count, long oldestSourceMillis) {
        Operation known = known(operation);
        if (!Counts.accept(scope, CdcCatalog.EVENTS_RECEIVED, count)) {
            return;
        }
        ensureRegistered(known);
        book.receive(known, count);
        if (known == Operation.READ) {
            snapshotRows.increment(count);
            lag.ages().addSnapshotRows(count);
        } else if (oldestSourceMillis > 0) {
            lag.ages().add(oldestSourceMillis, count);
        } else {
            lag.ages().addUntimed(count);
        }
        book.enter(count);
    }

    /** An event is done: acknowledged downstream. Call it once an event, outside any retry. */
    public void processed(Operation operation, long sourceMillis) {
        processed(operation, 1, sourceMillis);
    }

    /**
     * Events are done, the newest of them made at {@code newestSourceMillis}. Their lags all count as the newest's. Where
     * batches are acknowledged out of order, this form does not say which events remain: the lag may then be over-reported
     * until nothing is in flight; {@link #processed(Operation, long[])} says it exactly.
     */
    public void processed(Operation operation, long count, long newestSourceMillis) {
        Operation known = known(operation);
        if (!Counts.accept(scope, CdcCatalog.EVENTS, count)) {
            return;
        }
        leave(known, count, newestSourceMillis);
        book.processed(known).add(count);
        if (known != Operation.READ) {
            recordLag(count, newestSourceMillis, scope.clock().wallTime());
        }
    }

    /** Events are done, one for each source timestamp; in any order, with one look at the clock. */
    public void processed(Operation operation, long[] sourceMillis) {
        Operation known = known(operation);
        if (sourceMillis == null) {
            scope.invalid(CdcCatalog.EVENTS, Problem.MISSING_VALUE);
            return;
        }
        if (!Counts.accept(scope, CdcCatalog.EVENTS, sourceMillis.length)) {
            return;
        }
        long now = scope.clock().wallTime();
        for (long timestamp : sourceMillis) {
            leave(known, 1, timestamp);
            if (known != Operation.READ) {
                recordLag(1, timestamp, now);
            }
        }
        book.processed(known).add(sourceMillis.length);
    }

    /**
     * An event whose operation and source time the host no longer knows was left out on purpose. Which of the events in
     * flight it was is then unknown, too: the lag may be over-reported until nothing is in flight.
     */
    public void skipped(SkipReason reason) {
        skipped(reason, Operation.OTHER, 1, 0);
    }

    /** An event was left out on purpose. */
    public void skipped(SkipReason reason, Operation operation, long sourceMillis) {
        skipped(reason, operation, 1, sourceMillis);
    }

    /** Events were left out on purpose, the newest of them made at {@code newestSourceMillis}. */
    public void skipped(SkipReason reason, Operation operation, long count, long newestSourceMillis) {
        if (Counts.accept(scope, CdcCatalog.EVENTS_SKIPPED, count)) {
            drop(known(operation), count, newestSourceMillis);
            book.skipped(known(reason)).add(count);
        }
    }

    /**
     * An event whose operation and source time the host no longer knows was given up on. As with {@link
     * #skipped(SkipReason)}, the lag may be over-reported until nothing is in flight.
     */
    public void deadLettered() {
        deadLettered(Operation.OTHER, 1, 0);
    }

    /** An event was given up on: it is in the dead-letter queue. */
    public void deadLettered(Operation operation, long sourceMillis) {
        deadLettered(operation, 1, sourceMillis);
    }

    /** Events were given up on, the newest of them made at {@code newestSourceMillis}. */
    public void deadLettered(Operation operation, long count, long newestSourceMillis) {
        if (Counts.accept(scope, CdcCatalog.EVENTS_DEAD_LETTERED, count)) {
            drop(known(operation), count, newestSourceMillis);
            book.deadLettered().add(count);
        }
    }

    /**
     * What is in flight was dropped and will come again: call it when the pipeline starts over from its last acknowledged
     * position. The events leave as skipped, with the reason {@link SkipReason#REDELIVERED}. Nothing may be recorded for this
     * table meanwhile.
     */
    public void redelivered() {
        long were = book.leaveAll();
        lag.ages().clear();
        book.skipped(SkipReason.REDELIVERED).add(were);
    }

    /** The initial snapshot read rows that do not pass as {@link Operation#READ} events (those are counted already). */
    public void snapshotRows(long count) {
        snapshotRows.increment(count);
    }

    /**
     * Shows totals that the host keeps already instead of calls: {@code orders.bind(stats).processed(INSERT,
     * Stats::inserts)}. The functions are asked at each scrape; they must not block.
     */
    public <T> Binding<T> bind(T stats) {
        return new Binding<>(stats);
    }

    /** How many events are in flight; negative where figures of the host's own contradict each other. */
    public long inFlight() {
        return book.balance().inFlight();
    }

    /** The lag that a scrape would see now, in seconds; NaN when it is unknown. */
    public double lagSeconds() {
        long now = scope.clock().wallTime();
        HostTotal kept = hostNewestEvent;
        if (kept != null) {
            lag.observed(kept.sum(), now);
        }
        return lag.seconds(now);
    }

    /** The label's value: the table's name, or {@code _other} for those beyond the limit. */
    public String name() {
        return table;
    }

    /** Removes this table's series. Later recordings are dropped and counted; asking the source again makes a new handle. */
    @Override
    public void close() {
        scope.close();
        source.forget(this);
    }

    private void leave(Operation operation, long count, long newestSourceMillis) {
        ensureRegistered(operation);
        long were = book.leave(operation, count);
        if (were == 0) {
            return;
        }
        if (operation == Operation.READ) {
            lag.ages().removeSnapshotRows(were);
        } else if (newestSourceMillis > 0) {
            lag.ages().remove(newestSourceMillis, were);
        } else {
            lag.ages().removeUntimed(were);
        }
    }

    private void drop(Operation operation, long count, long newestSourceMillis) {
        leave(operation, count, newestSourceMillis);
        if (operation != Operation.READ && newestSourceMillis > 0) {
            lag.dropped(newestSourceMillis);
        }
    }

    private void recordLag(long count, long sourceMillis, long now) {
        if (sourceMillis <= 0) {
            source.timestampMissing(count);
            return;
        }
        if (sourceMillis > now) {
            source.clockSkew(count);
        }
        source.eventLag(lag.processed(sourceMillis, now), count);
    }

    private Operation known(@Nullable Operation operation) {
        if (operation == null) {
            scope.invalid(CdcCatalog.EVENTS, Problem.MISSING_VALUE);
            return Operation.OTHER;
        }
        return operation;
    }

    private SkipReason known(@Nullable SkipReason reason) {
        if (reason == null) {
            scope.invalid(CdcCatalog.EVENTS_SKIPPED, Problem.MISSING_VALUE);
            return SkipReason.OTHER;
        }
        return reason;
    }

    private void ensureRegistered(Operation operation) {
        if ((registered & 1 << operation.ordinal()) == 0) {
            register(operation);
        }
    }

    private synchronized void register(Operation operation) {
        int bit = 1 << operation.ordinal();
        if ((registered & bit) != 0) {
            return;
        }
        String name = source.name();
        scope.counter(
                CdcCatalog.EVENTS_RECEIVED, () -> book.balance().received(operation), name, table, operation.name());
        scope.counter(CdcCatalog.EVENTS, () -> book.balance().processed(operation), name, table, operation.name());
        registered |= bit;
    }

    private double newestEventSeconds() {
        HostTotal kept = hostNewestEvent;
        long newest = Math.max(lag.newestProcessed(), kept == null ? 0 : kept.sum());
        return newest <= 0 ? Double.NaN : newest / 1e3;
    }

    private double inFlightOrNaN() {
        long inFlight = inFlight();
        return inFlight < 0 ? Double.NaN : inFlight;
    }

    /**
     * Totals of the host's, shown under this table's names and labels.
     *
     * @param <T> what the host keeps them in
     */
    public final class Binding<T> {

        private final T stats;

        private Binding(T stats) {
            this.stats = stats;
            // What the host only saw leave, without saying by which operation, came as OTHER.
            ensureRegistered(Operation.OTHER);
        }

        /** Events that entered the pipeline; without this, those that left count as received. */
        public Binding<T> received(Operation operation, ToLongFunction<? super T> total) {
            ensureRegistered(operation);
            book.receivedIsBound();
            return bind(book.received(operation), CdcCatalog.EVENTS_RECEIVED, total);
        }

        /** Events that are done. */
        public Binding<T> processed(Operation operation, ToLongFunction<? super T> total) {
            ensureRegistered(operation);
            return bind(book.processed(operation), CdcCatalog.EVENTS, total);
        }

        /** Events left out on purpose. */
        public Binding<T> skipped(SkipReason reason, ToLongFunction<? super T> total) {
            return bind(book.skipped(reason), CdcCatalog.EVENTS_SKIPPED, total);
        }

        /** Events given up on. */
        public Binding<T> deadLettered(ToLongFunction<? super T> total) {
            return bind(book.deadLettered(), CdcCatalog.EVENTS_DEAD_LETTERED, total);
        }

        /** Source time of the newest processed event, in milliseconds since the epoch; 0 before the first. */
        public Binding<T> newestEventMillis(ToLongFunction<? super T> newest) {
            HostTotal kept = new HostTotal();
            hostNewestEvent = kept;
            return bind(kept, CdcCatalog.LAST_EVENT_TIMESTAMP, newest);
        }

        private Binding<T> bind(HostTotal target, MeterSpec spec, ToLongFunction<? super T> total) {
            target.bind(scope, spec, () -> total.applyAsLong(stats));
            return this;
        }
    }
}
