package io.venturi.histogram;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What most recorders never need, behind one reference: stripes to spread to, counters that an int is too small for, and what could not
 * be recorded whole. Thread-safe.
 */
final class Seldom {

    private static final VarHandle STRIPES;
    private static final VarHandle WIDE;
    private static final VarHandle LOSSES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STRIPES = lookup.findVarHandle(Seldom.class, "stripes", SpreadStripe[].class);
            WIDE = lookup.findVarHandle(Seldom.class, "wide", long[][].class);
            LOSSES = lookup.findVarHandle(Seldom.class, "losses", Losses.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile SpreadStripe @Nullable [] stripes;
    private volatile long @Nullable [][] wide;
    private volatile @Nullable Losses losses;

    /** How many values were lost, and how. */
    static final class Losses {
        final LongAdder rejected = new LongAdder();
        final LongAdder cutOff = new LongAdder();
    }

    /** Where all record once threads meet often; their number is a power of two. */
    SpreadStripe @Nullable [] stripes() {
        return stripes;
    }

    boolean replaceStripes(SpreadStripe @Nullable [] present, SpreadStripe[] more) {
        return STRIPES.compareAndSet(this, present, more);
    }

    /** The table of the chunks of longs. */
    long @Nullable [][] wide() {
        return wide;
    }

    boolean replaceWide(long @Nullable [][] present, long[][] grown) {
        return WIDE.compareAndSet(this, present, grown);
    }

    @Nullable
    Losses losses() {
        return losses;
    }

    /** The losses, from now on. */
    Losses madeLosses() {
        Losses known = losses;
        if (known != null) {
            return known;
        }
        Losses made = new Losses();
        Losses earlier = (Losses) LOSSES.compareAndExchange(this, null, made);
        return earlier == null ? made : earlier;
    }
}
