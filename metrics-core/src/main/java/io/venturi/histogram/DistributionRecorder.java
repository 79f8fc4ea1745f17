package io.venturi.histogram;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How both recorders are read. {@link HistogramRecorder} takes whole numbers, {@link ScaledHistogramRecorder} fractions.
 * Thread-safe.
 */
// Itself the one stripe until threads meet often, then others are, among which they spread by their number. Stripes are
// only
// added, so nothing that was counted is lost.
public abstract sealed class DistributionRecorder extends Stripe permits HistogramRecorder, ScaledHistogramRecorder {

    /** A power of two: as many as run at once, and some more for threads whose numbers share many low bits. */
    static final int MAX_STRIPES =
            Math.max(16, Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors() - 1));

    /** Of so many collisions for each stripe one calls for more of them: fewer may be chance, over a long life. */
    private static final int COLLISIONS_TO_SPREAD = 32;

    private static final SpreadStripe[] NO_STRIPES = {};

    private static final VarHandle TAKEN_MAX;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TAKEN_MAX = lookup.findVarHandle(DistributionRecorder.class, "takenMax", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final SlotLayout layout;
    /** The key of the greatest value that was taken out of the stripes. */
    private volatile long takenMax;

    DistributionRecorder(SlotLayout layout) {
        this.layout = layout;
    }

    /** The stripe of this thread. */
    final Stripe stripe() {
        SpreadStripe[] all = stripes();
        return all == null ? this : all[index(all)];
    }

    /** Where all record once threads meet often, and nobody here any more. */
    private SpreadStripe @Nullable [] stripes() {
        Seldom known = seldom();
        return known == null ? null : known.stripes();
    }

    /** Where to go on after another thread was met. */
    final Stripe stripeAfterCollision() {
        // By chance instead of a count, which would be one more thing that threads write and each recorder has.
        if (ThreadLocalRandom.current().nextInt(COLLISIONS_TO_SPREAD * stripeCount(stripes())) == 0) {
            spread();
        }
        return stripe();
    }

    /** Makes some stripes, or twice as many as there are, while they are few. */
    final void spread() {
        SpreadStripe[] all = stripes();
        int length = stripeCount(all);
        if (length < MAX_STRIPES) {
            SpreadStripe[] more = SpreadStripe.array(all == null ? NO_STRIPES : all, 2 * length);
            madeSeldom().replaceStripes(all, more);
        }
    }

    private static int stripeCount(SpreadStripe @Nullable [] all) {
        return all == null ? 1 : SpreadStripe.count(all);
    }

    // Threads of a pool were numbered one after the other, so that neighbours do not meet.
    private static int index(SpreadStripe[] stripes) {
        return (int) Thread.currentThread().getId() & (SpreadStripe.count(stripes) - 1);
    }

    final void reject(long times) {
        madeSeldom().madeLosses().rejected.add(Math.max(1, times));
    }

    /** Says that values were counted, but are missing from the sum, in whole or in part. */
    final void cutOff(long times) {
        madeSeldom().madeLosses().cutOff.add(times);
    }

    /** How many values could not be recorded: negative ones, and those that are no finite number. */
    public final long rejected() {
        Seldom.Losses known = losses();
        return known == null ? 0 : known.rejected.sum();
    }

    /** How many values were counted but are missing from the sum, in whole or in part: it stops at {@link Long#MAX_VALUE}. */
    public final long missingFromSum() {
        Seldom.Losses known = losses();
        return known == null ? 0 : known.cutOff.sum();
    }

    private Seldom.@Nullable Losses losses() {
        Seldom known = seldom();
        return known == null ? null : known.losses();
    }

    /** The greatest value since this was last called, or 0: for the one reader who keeps a window of its own. */
    public final double takeMax() {
        long greatest = takeMax(this, 0);
        SpreadStripe[] others = others();
        for (int i = 0; i < SpreadStripe.count(others); i++) {
            greatest = takeMax(others[i], greatest);
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

    private SpreadStripe[] others() {
        SpreadStripe[] all = stripes();
        return all == null ? NO_STRIPES : all;
    }

    /** Reads what was recorded so far into {@code reading}, whose memory is used again. */
    // Recordings count first and then add to the totals: read the other way round, totals hold nothing that is not
    // counted.
    public final void read(HistogramReading reading) {
        SpreadStripe[] others = others();
        reading.begin(layout);
        reading.addTotals(this);
        for (int i = 0; i < SpreadStripe.count(others); i++) {
            reading.addTotals(others[i]);
        }
        // After the stripes: what was taken out of one before it was read is here.
        reading.raiseMax(takenMax);
        reading.addCounts(this);
        for (int i = 0; i < SpreadStripe.count(others); i++) {
            reading.addCounts(others[i]);
        }
        reading.end();
    }

    /** What was recorded so far. Recordings that are under way may be missing; the next snapshot has them. */
    public final HistogramSnapshot snapshot() {
        HistogramReading reading = new HistogramReading();
        read(reading);
        return reading.snapshot();
    }
}
