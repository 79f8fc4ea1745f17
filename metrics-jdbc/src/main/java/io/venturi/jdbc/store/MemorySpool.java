package io.venturi.jdbc.store;

import io.micrometer.core.instrument.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Batches that wait in memory, and are gone with the process. Thread-safe. */
final class MemorySpool implements Spool {

    private static final Logger LOG = LoggerFactory.getLogger(MetricStore.class);

    private final long maxBytes;
    private final long maxAgeNanos;
    private final Clock clock;
    private final StoreBooks books;
    private final SparseLog log;
    private final HeapFootprint heap = new HeapFootprint();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    /** What {@link #first} returned; it waits no longer in the queue, so that nothing drops it. */
    private @Nullable Waiting taken;

    private long size;
    private boolean closed;

    private record Waiting(SampleBatch batch, long since) {}

    /**
     * Nothing waits.
     *
     * @param maxBytes of the heap, about
     */
    MemorySpool(long maxBytes, Duration maxAge, Clock clock, StoreBooks books) {
        this.maxBytes = maxBytes;
        this.maxAgeNanos = maxAge.toNanos();
        this.clock = clock;
        this.books = books;
        this.log = new SparseLog(clock);
    }

    @Override
    public synchronized void add(SampleBatch batch) {
        heap.add(batch);
        size += batch.size();
        waiting.addLast(new Waiting(batch, clock.monotonicTime()));
        expire();
        while (closed || heap.bytes() > maxBytes) {
            Waiting oldest = waiting.pollFirst();
            if (oldest == null) {
                return;
            }
            drop(oldest, books.overflowed, "there is no room");
        }
    }

    private void expire() {
        Waiting oldest = waiting.peekFirst();
        while (oldest != null && clock.monotonicTime() - oldest.since > maxAgeNanos) {
            waiting.removeFirst();
            drop(oldest, books.expired, "they waited for too long");
            oldest = waiting.peekFirst();
        }
    }

    private void drop(Waiting oldest, LongAdder reason, String why) {
        forget(oldest);
        reason.add(oldest.batch.size());
        if (log.allows(why)) {
            LOG.warn(
                    "{} figures of {} that waited to be stored are dropped, since {}: {} wait in {} bytes"
                            + " (logged at most once a minute)",
                    oldest.batch.size(),
                    oldest.batch.runtime(),
                    why,
                    size,
                    heap.bytes());
        }
    }

    private void forget(Waiting one) {
        heap.remove(one.batch);
        size -= one.batch.size();
    }

    @Override
    public synchronized @Nullable SampleBatch first() {
        if (taken == null) {
            expire();
            taken = waiting.pollFirst();
        }
        return taken == null ? null : taken.batch;
    }

    @Override
    public synchronized boolean removeFirst() {
        Waiting done = taken;
        if (done == null) {
            return false;
        }
        taken = null;
        forget(done);
        return true;
    }

    @Override
    public synchronized long bytes() {
        return heap.bytes();
    }

    @Override
    public synchronized long size() {
        return size;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (size > 0) {
            LOG.warn("{} figures are lost: they could not be stored before the end; a spoolDirectory keeps such", size);
        }
        if (taken != null) {
            waiting.addFirst(taken);
            taken = null;
        }
        for (Waiting one : waiting) {
            forget(one);
            books.overflowed.add(one.batch.size());
        }
        waiting.clear();
    }
}
