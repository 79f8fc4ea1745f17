package io.venturi.histogram;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How both recorders are read. {@link HistogramRecorder} takes whole numbers, {@link ScaledHistogramRecorder} fractions.
 * Thread-safe.
 */
// Inside, one stripe until threads meet often, then more, among which they spread by their number. Stripes are only
// added, so nothing that was counted is lost.
public abstract sealed class DistributionRecorder permits HistogramRecorder, ScaledHistogramRecorder {

    /** A power of two: as many as run at once, and some more for threads whose numbers share many low bits. */
    static final int MAX_STRIPES =
            Math.max(16, Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors() - 1));

    /** So many collisions for each stripe that there is call for more of them: fewer may be chance, over a long life. */
    private static final int COLLISIONS_TO_SPREAD = 32;

    private static final VarHandle STRIPES;
    private static final VarHandle REJECTED;
    private static final VarHandle TAKEN_MAX;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STRIPES = lookup.findVarHandle(DistributionRecorder.class, "stripes", Stripe[].class);
            REJECTED = lookup.findVarHandle(DistributionRecorder.class, "rejected", LongAdder.class);
            TAKEN_MAX = lookup.findVarHandle(DistributionRecorder.class, "takenMax", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final SlotLayout layout;
    final int magnitude;
    private final Stripe first = new Stripe();
    /** The first and others; their number is a power of two. */
    private volatile Stripe @Nullable [] stripes;

    private int collisions;
    private volatile @Nullable LongAdder rejected;
    /** The key of the greatest value that was taken out of the stripes. */
    private volatile long takenMax;

    DistributionRecorder(SlotLayout layout) {
        this.layout = layout;
        this.magnitude = layout.magnitude();
    }

    /** The stripe of this thread. */
    final Stripe stripe() {
        Stripe[] all = stripes;
        return all == null ? first : all[index(all)];
    }

    /** Where to go on after another thread was met. */
    final Stripe stripeAfterCollision() {
        // Not exact among threads, and need not be.
        if (++collisions >= COLLISIONS_TO_SPREAD * stripeCount()) {
            collisions = 0;
            spread();
        }
        return stripe();
    }

    /** Doubles the stripes while they are few. */
    final void spread() {
        Stripe[] all = stripes;
        int length = stripeCount(all);
        if (length < MAX_STRIPES) {
            Stripe[] more = all == null ? new Stripe[] {first, first} : Arrays.copyOf(all, 2 * length);
            for (int i = length; i < more.length; i++) {
                more[i] = new Stripe();
            }
            STRIPES.compareAndSet(this, all, more);
        }
    }

    private int stripeCount() {
        return stripeCount(stripes);
    }

    private static int stripeCount(Stripe @Nullable [] all) {
        return all == null ? 1 : all.length;
    }

    // Threads of a pool were numbered one after the other, so that neighbours do not meet.
    private static int index(Stripe[] stripes) {
        return (int) Thread.currentThread().getId() & (stripes.length - 1);
    }

    final void reject(long times) {
        if (rejected == null) {
            REJECTED.compareAndSet(this, null, new LongAdder());
        }
        LongAdder adder = rejected;
        if (adder != null) {
            adder.add(Math.max(1, times));
        }
    }

    /** How many values could not be recorded: negative ones, and those that are no finite number. */
    public final long rejected() {
        LongAdder adder = rejected;
        return adder == null ? 0 : adder.sum();
    }

    /** The greatest value since this was last called, or 0: for the one reader who keeps a window of its own. */
    public final double takeMax() {
        long greatest = 0;
        Stripe[] all = stripes;
        if (all == null) {
            greatest = takeMax(first, greatest);
        } else {
            for (Stripe stripe : all) {
                greatest = takeMax(stripe, greatest);
            }
        }
        return layout.value(greatest);
    }

    private long takeMax(Stripe stripe, long greatest) {
        long key = stripe.max();
        while (key != 0) {
            // First here, then gone there: a snapshot in between must not miss it.
            raiseTakenMax(key);
            if (stripe.forgetMax(key)) {
                return Math.max(greatest, key);
            }
            key = stripe.max();
        }
        return greatest;
    }

    private void raiseTakenMax(long key) {
        long old = takenMax;
        while (key > old && !TAKEN_MAX.compareAndSet(this, old, key)) {
            old = takenMax;
        }
    }

    /** Reads what was recorded so far into {@code reading}, whose memory is used again. */
    public final void read(HistogramReading reading) {
        Stripe[] all = stripes;
        reading.begin(layout);
        if (all == null) {
            reading.addTotals(first);
            reading.raiseMax(takenMax);
            reading.addCounts(first);
        } else {
            readAll(all, reading);
        }
        reading.end();
    }

    /** Recordings count first and then add to the totals: read the other way round, totals hold nothing that is not counted. */
    private void readAll(Stripe[] all, HistogramReading reading) {
        for (Stripe stripe : all) {
            reading.addTotals(stripe);
        }
        // After the stripes: what was taken out of one before it was read is here.
        reading.raiseMax(takenMax);
        for (Stripe stripe : all) {
            reading.addCounts(stripe);
        }
    }

    /** What was recorded so far. Recordings that are under way may be missing; the next snapshot has them. */
    public final HistogramSnapshot snapshot() {
        HistogramReading reading = new HistogramReading();
        read(reading);
        return reading.snapshot();
    }
}
