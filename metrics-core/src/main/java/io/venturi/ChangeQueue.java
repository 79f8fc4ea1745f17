package io.venturi;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A bounded queue of changes to a set of timestamps, without allocation: any number of threads offer, one at a time drains.
 * A change is a timestamp and a count, positive for arrivals and negative for departures.
 */
final class ChangeQueue {

    private static final int SLOTS = 256;

    private final long[] timestamps = new long[SLOTS];

    // A slot's count is 0 until its change is written, and again once it was applied.
    private final AtomicLongArray counts = new AtomicLongArray(SLOTS);
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong tail = new AtomicLong();

    /** Takes a change and its count. */
    interface Target {
        void apply(long timestamp, long signedCount);
    }

    /** Whether there was room. */
    boolean offer(long timestamp, long signedCount) {
        long claimed;
        do {
            claimed = tail.get();
            if (claimed - head.get() >= SLOTS) {
                return false;
            }
        } while (!tail.compareAndSet(claimed, claimed + 1));
        int slot = slot(claimed);
        timestamps[slot] = timestamp;
        counts.set(slot, signedCount); // publishes
        return true;
    }

    /** Whether the next change is there to be drained. */
    boolean hasNext() {
        return counts.get(slot(head.get())) != 0;
    }

    /** Hands out what is written, in order; whether nothing is left, not even a slot that is claimed and not yet written. */
    boolean drain(Target target) {
        long next = head.get();
        while (next < tail.get()) {
            int slot = slot(next);
            long signedCount = counts.get(slot);
            if (signedCount == 0) {
                return false;
            }
            target.apply(timestamps[slot], signedCount);
            counts.set(slot, 0);
            head.set(++next);
        }
        return true;
    }

    private static int slot(long position) {
        return (int) position & (SLOTS - 1);
    }
}
