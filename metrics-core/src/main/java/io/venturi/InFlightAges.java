package io.venturi;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The source timestamps of the events in flight, as far as needed to know the oldest. Recorders do not wait for each other:
 * one that finds the runs busy queues its change, and whoever leaves the runs applies what is queued, in order. Thread-safe.
 */
final class InFlightAges {

    /** What {@link #oldest} says when no event with a timestamp is in flight. */
    static final long NONE = Long.MIN_VALUE;

    private static final long YOUNGEST = Long.MAX_VALUE;

    private final TimestampRuns runs = new TimestampRuns();
    private final AtomicBoolean busy = new AtomicBoolean();

    // A field, for a method reference allocates where it stands.
    private final ChangeQueue.Target target = this::apply;

    // Made when recorders first meet: many tables never see two at a time.
    private volatile @Nullable ChangeQueue queue;

    // Events in flight whose timestamp nobody knows, and rows of the initial snapshot, whose timestamp says nothing.
    private final AtomicLong untimed = new AtomicLong();
    private final AtomicLong snapshotRows = new AtomicLong();

    void add(long timestamp, long count) {
        change(timestamp, count);
    }

    /** Takes out events of which the youngest has this timestamp. They must have been added before. */
    void remove(long timestamp, long count) {
        change(timestamp, -count);
    }

    void addUntimed(long count) {
        untimed.addAndGet(count);
    }

    void addSnapshotRows(long count) {
        snapshotRows.addAndGet(count);
    }

    /** Takes out events of unknown timestamps: those that came without one, then snapshot rows, then the youngest. */
    void removeUntimed(long count) {
        long missing = take(snapshotRows, take(untimed, count));
        if (missing > 0) {
            remove(YOUNGEST, missing);
        }
    }

    void removeSnapshotRows(long count) {
        take(snapshotRows, count);
    }

    boolean hasUntimed() {
        return untimed.get() > 0;
    }

    /** The oldest timestamp in flight, or one older than that; {@link #NONE} when there is none. For scrapes: may spin. */
    long oldest() {
        enter();
        long oldest = runs.isEmpty() ? NONE : runs.oldest();
        leave();
        return oldest;
    }

    /** Forgets all that is in flight. */
    void clear() {
        enter();
        runs.clear();
        leave();
        untimed.set(0);
        snapshotRows.set(0);
    }

    private void change(long timestamp, long signedCount) {
        if (busy.compareAndSet(false, true)) {
            if (applyQueued()) {
                apply(timestamp, signedCount);
                leave();
                return;
            }
            // Somebody is just writing a change that comes before this one.
            leave();
        }
        ChangeQueue changes = queue();
        while (!changes.offer(timestamp, signedCount)) {
            Thread.onSpinWait(); // full: whoever applies them was put to sleep, for a time slice at most
            tryToApplyQueued();
        }
        tryToApplyQueued();
    }

    private void apply(long timestamp, long signedCount) {
        if (signedCount > 0) {
            runs.add(timestamp, signedCount);
            return;
        }
        long missing = runs.remove(timestamp, -signedCount);
        if (missing > 0) {
            take(untimed, missing); // came without a timestamp, left with one
        }
    }

    /** Whether nothing is left in the queue. Only while busy is ours. */
    private boolean applyQueued() {
        ChangeQueue changes = queue;
        return changes == null || changes.drain(target);
    }

    private void tryToApplyQueued() {
        if (busy.compareAndSet(false, true)) {
            applyQueued();
            leave();
        }
    }

    /** Lets others in; applies what was queued meanwhile, which nobody else may come to do. */
    private void leave() {
        busy.set(false);
        ChangeQueue changes = queue;
        while (changes != null && changes.hasNext() && busy.compareAndSet(false, true)) {
            changes.drain(target);
            busy.set(false);
        }
    }

    private void enter() {
        while (true) {
            if (busy.compareAndSet(false, true)) {
                if (applyQueued()) {
                    return;
                }
                busy.set(false);
            }
            Thread.onSpinWait();
        }
    }

    private ChangeQueue queue() {
        ChangeQueue made = queue;
        return made == null ? makeQueue() : made;
    }

    private synchronized ChangeQueue makeQueue() {
        ChangeQueue made = queue;
        if (made == null) {
            queue = made = new ChangeQueue();
        }
        return made;
    }

    /** Takes at most {@code count} and says how much there was not. */
    private static long take(AtomicLong from, long count) {
        long held;
        long taken;
        do {
            held = from.get();
            taken = Math.min(held, count);
        } while (taken > 0 && !from.compareAndSet(held, held - taken));
        return count - taken;
    }
}
