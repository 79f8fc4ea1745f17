package io.venturi;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The source timestamps of the events in flight, as far as needed to know the oldest. Recorders never wait for each
 * other: who finds the runs busy leaves its change in a single word that whoever leaves them takes along. Changes that
 * meet in that word are merged to the safe side (arrivals at the older, departures at the newer timestamp), so that the
 * oldest in flight may be taken for older than it is, never for younger.
 */
final class InFlightAges {

    /** What {@link #oldest} says when no event with a timestamp is in flight. */
    static final long NONE = Long.MIN_VALUE;

    private static final int COUNT_BITS = 20;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    /** 43 bits of milliseconds: until the year 2248. */
    private static final long MAX_TIMESTAMP = (1L << (Long.SIZE - 1 - COUNT_BITS)) - 1;

    private final TimestampRuns runs = new TimestampRuns();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicLong arrivals = new AtomicLong();
    private final AtomicLong departures = new AtomicLong();

    // Events in flight whose timestamp nobody knows.
    private final AtomicLong untimed = new AtomicLong();

    void add(long timestamp, long count) {
        long clamped = Math.min(timestamp, MAX_TIMESTAMP);
        if (busy.compareAndSet(false, true)) {
            takeAlong();
            runs.add(clamped, count);
            leave();
        } else {
            leaveWord(arrivals, clamped, count);
        }
    }

    void addUntimed(long count) {
        untimed.addAndGet(count);
    }

    /** Takes out events of which the newest has this timestamp. They must have been added before. */
    void remove(long timestamp, long count) {
        long clamped = Math.min(timestamp, MAX_TIMESTAMP);
        if (busy.compareAndSet(false, true)) {
            takeAlong();
            takeOut(clamped, count);
            leave();
        } else {
            leaveWord(departures, clamped, count);
        }
    }

    /** Takes out events of unknown timestamps: those that came without one, then the newest. */
    void removeUntimed(long count) {
        long missing = takeUntimed(count);
        if (missing > 0) {
            remove(MAX_TIMESTAMP, missing);
        }
    }

    /** The oldest timestamp in flight, or one older than that; {@link #NONE} when there is none. For scrapes: may spin. */
    long oldest() {
        enterSpinning();
        takeAlong();
        long oldest = runs.isEmpty() ? NONE : runs.oldest();
        leave();
        return oldest;
    }

    private long takeUntimed(long count) {
        long held;
        long taken;
        do {
            held = untimed.get();
            taken = Math.min(held, count);
        } while (taken > 0 && !untimed.compareAndSet(held, held - taken));
        return count - taken;
    }

    private void takeOut(long timestamp, long count) {
        long missing = runs.remove(timestamp, count);
        if (missing > 0) {
            takeUntimed(missing); // came without a timestamp, left with one
        }
    }

    private void leaveWord(AtomicLong word, long timestamp, long count) {
        long seen;
        long merged;
        do {
            seen = word.get();
            long total = (seen & COUNT_MASK) + count;
            if (total > COUNT_MASK) {
                applySpinning(word, timestamp, count);
                return;
            }
            merged = (seen == 0 ? timestamp : safer(word, seen >>> COUNT_BITS, timestamp)) << COUNT_BITS | total;
        } while (!word.compareAndSet(seen, merged));
        // They may have been left before the word was there.
        if (busy.compareAndSet(false, true)) {
            leave();
        }
    }

    private long safer(AtomicLong word, long one, long other) {
        return word == arrivals ? Math.min(one, other) : Math.max(one, other);
    }

    /** A batch too large for the word: a million events may wait for a few nanoseconds. */
    private void applySpinning(AtomicLong word, long timestamp, long count) {
        enterSpinning();
        takeAlong();
        if (word == arrivals) {
            runs.add(timestamp, count);
        } else {
            takeOut(timestamp, count);
        }
        leave();
    }

    private void enterSpinning() {
        while (!busy.compareAndSet(false, true)) {
            Thread.onSpinWait();
        }
    }

    private void leave() {
        do {
            takeAlong();
            busy.set(false);
        } while ((arrivals.get() | departures.get()) != 0 && busy.compareAndSet(false, true));
    }

    private void takeAlong() {
        if ((arrivals.get() | departures.get()) == 0) {
            return;
        }
        // Departures are read first and applied last: their arrivals are then surely in the runs.
        long left = departures.getAndSet(0);
        long came = arrivals.getAndSet(0);
        if (came != 0) {
            runs.add(came >>> COUNT_BITS, came & COUNT_MASK);
        }
        if (left != 0) {
            takeOut(left >>> COUNT_BITS, left & COUNT_MASK);
        }
    }
}
