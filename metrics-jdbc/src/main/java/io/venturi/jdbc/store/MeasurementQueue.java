package io.venturi.jdbc.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Measurements that wait, and the books of all. Bounded: for new ones, the oldest go. Those that are being stored stay until
 * it is known what became of them. Many threads add, one stores. Thread-safe.
 */
final class MeasurementQueue {

    private final Bounds bounds;
    private final ReentrantLock lock = new ReentrantLock();
    /** There is something to do for the one that stores. */
    private final Condition work = lock.newCondition();

    private final Condition settled = lock.newCondition();

    private final ArrayDeque<Measurement> waiting = new ArrayDeque<>();
    private List<Measurement> inFlight = List.of();
    private long bytes;
    /** How many were ever queued: the number of the newest. */
    private long newest;
    /** The number of the oldest of those that are being stored. */
    private long firstInFlight;
    /** Up to here it is urgent. */
    private long urgent;
    /** Grows with every reason not to pause. */
    private long nudges;

    private boolean closing;
    private boolean abandoned;

    private long accepted;
    private long stored;
    private long rejected;
    private long expired;
    private long overflowed;

    /**
     * What it holds.
     *
     * @param rows at most, with those that are being stored
     * @param bytes of memory at most, about
     * @param batchRows to be stored at once
     * @param batchBytes of these
     * @param lingerNanos how long the first one waits for a batch to fill
     */
    record Bounds(int rows, long bytes, int batchRows, long batchBytes, long lingerNanos) {}

    MeasurementQueue(Bounds bounds) {
        this.bounds = bounds;
    }

    /** Takes one, at the expense of the oldest ones if need be. */
    void add(Measurement one) {
        lock.lock();
        try {
            accepted++;
            if (closing) {
                overflowed++;
                return;
            }
            waiting.add(one);
            newest++;
            bytes += one.bytes();
            dropOldest();
            if (waiting.size() == 1 || isFull()) {
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void dropOldest() {
        while (!waiting.isEmpty() && (waiting.size() + inFlight.size() > bounds.rows() || bytes > bounds.bytes())) {
            bytes -= waiting.remove().bytes();
            overflowed++;
        }
    }

    /** Books one that cannot be stored. */
    void reject() {
        lock.lock();
        try {
            accepted++;
            rejected++;
        } finally {
            lock.unlock();
        }
    }

    /** Books one that there can be no partition for. */
    void expire() {
        lock.lock();
        try {
            accepted++;
            expired++;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a batch is to be stored; it is in flight until it is settled. Null, where there will be none any more. */
    @Nullable
    List<Measurement> next() throws InterruptedException {
        lock.lock();
        try {
            long patience = bounds.lingerNanos();
            while (!isDue(patience)) {
                if (waiting.isEmpty() && closing) {
                    return null;
                }
                if (waiting.isEmpty()) {
                    work.await();
                    patience = bounds.lingerNanos();
                } else {
                    patience = work.awaitNanos(patience);
                }
            }
            return take();
        } finally {
            lock.unlock();
        }
    }

    private boolean isDue(long patience) {
        return !waiting.isEmpty() && (patience <= 0 || closing || isFull() || oldest() <= urgent);
    }

    private boolean isFull() {
        return waiting.size() >= bounds.batchRows() || bytes >= bounds.batchBytes();
    }

    private List<Measurement> take() {
        firstInFlight = oldest();
        List<Measurement> batch = new ArrayList<>(Math.min(waiting.size(), bounds.batchRows()));
        long size = 0;
        while (!waiting.isEmpty() && batch.size() < bounds.batchRows() && size < bounds.batchBytes()) {
            Measurement one = waiting.remove();
            batch.add(one);
            size += one.bytes();
        }
        inFlight = List.copyOf(batch);
        return inFlight;
    }

    /** The number of the oldest that waits or is being stored; one above the newest, where there is none. */
    private long oldest() {
        return inFlight.isEmpty() ? newest - waiting.size() + 1 : firstInFlight;
    }

    /** Books what became of the batch in flight. */
    void settle(BatchTarget.Stored outcome) {
        lock.lock();
        try {
            if (abandoned) {
                return; // booked already
            }
            inFlight.forEach(one -> bytes -= one.bytes());
            inFlight = List.of();
            stored += outcome.stored();
            rejected += outcome.rejected();
            expired += outcome.expired();
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits before the batch in flight is tried again, but not while somebody is in a hurry; false if it is given up. */
    boolean pause(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long before = nudges;
            long left = nanos;
            while (!abandoned && nudges == before && left > 0) {
                left = work.awaitNanos(left);
            }
            return !abandoned;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all that was accepted is settled; false if it is not within the time. */
    boolean flush(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long last = newest;
            urgent = Math.max(urgent, last);
            nudge();
            long left = nanos;
            while (oldest() <= last && left > 0) {
                left = settled.awaitNanos(left);
            }
            return oldest() > last;
        } finally {
            lock.unlock();
        }
    }

    private void nudge() {
        nudges++;
        work.signal();
    }

    /**
     * Takes no more, waits until all is settled, and gives up what is not within the time.
     *
     * @return how much of the time is left
     */
    long close(long nanos) throws InterruptedException {
        lock.lock();
        try {
            closing = true;
            nudge();
            long left = nanos;
            while (oldest() <= newest && left > 0) {
                left = settled.awaitNanos(left);
            }
            return Math.max(0, left);
        } finally {
            abandon();
            lock.unlock();
        }
    }

    private void abandon() {
        overflowed += waiting.size() + inFlight.size();
        abandoned |= !inFlight.isEmpty();
        waiting.clear();
        inFlight = List.of();
        bytes = 0;
        work.signal();
        settled.signalAll();
    }

    /** The books: they balance. */
    MeasurementCounts counts() {
        lock.lock();
        try {
            return new MeasurementCounts(
                    accepted, stored, rejected, expired, overflowed, (long) waiting.size() + inFlight.size());
        } finally {
            lock.unlock();
        }
    }
}
