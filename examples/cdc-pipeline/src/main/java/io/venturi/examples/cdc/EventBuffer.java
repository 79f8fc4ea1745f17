package io.venturi.examples.cdc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bounded buffer between the source and the one writer.
 *
 * <p>An event leaves it when it was written, not when it was taken: what the writer struggles with still counts as
 * waiting, so that depth and age show a stuck writer.
 */
final class EventBuffer {
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<BufferedEvent> waiting = new ArrayDeque<>();
    private long lastSequence;
    private long writtenSequence;

    EventBuffer(int capacity) {
        this.capacity = capacity;
    }

    int capacity() {
        return capacity;
    }

    /** Waits for room: this is how a slow lake holds the source back. */
    void put(ChangeEvent change) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.size() >= capacity) {
                changed.await();
            }
            waiting.addLast(new BufferedEvent(++lastSequence, System.currentTimeMillis(), change));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The oldest events, in order: when {@code max} are there or the time to linger is over. They stay until {@link #written}. */
    List<BufferedEvent> nextBatch(int max, long lingerNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long remaining = lingerNanos;
            while (waiting.size() < max && remaining > 0) {
                remaining = changed.awaitNanos(remaining);
            }
            List<BufferedEvent> batch = new ArrayList<>(Math.min(max, waiting.size()));
            Iterator<BufferedEvent> oldestFirst = waiting.iterator();
            while (batch.size() < max && oldestFirst.hasNext()) {
                batch.add(oldestFirst.next());
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** The batch is safe downstream: its events leave. */
    void written(List<BufferedEvent> batch) {
        lock.lock();
        try {
            for (BufferedEvent event : batch) {
                waiting.removeFirst();
                writtenSequence = event.sequence();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long lastSequence() {
        lock.lock();
        try {
            return lastSequence;
        } finally {
            lock.unlock();
        }
    }

    long writtenSequence() {
        lock.lock();
        try {
            return writtenSequence;
        } finally {
            lock.unlock();
        }
    }

    int depth() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Since when the oldest event waits, in epoch milliseconds; NaN when none does. */
    double oldestEnqueuedMillis() {
        lock.lock();
        try {
            BufferedEvent oldest = waiting.peekFirst();
            return oldest == null ? Double.NaN : oldest.enqueuedMillis();
        } finally {
            lock.unlock();
        }
    }
}
