package io.venturi.histogram;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts by slot, a sum and a maximum, for the threads that meet here. Adding is one compare-and-set, which says when it met
 * another thread, so that the caller can go elsewhere. Every count only grows.
 *
 * <p>Chunks of slots are allocated when first used and never copied or moved: the tables that lead to them are replaced
 * instead. A counter is an int; the rare one that fills up stays as it is and goes on in a chunk of longs.
 */
// Not closed: a recorder is its own first stripe, which spares ten thousand timers an object each, and a recording a
// step.
sealed class Stripe permits SpreadStripe, DistributionRecorder {

    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle CHUNKS;
    private static final VarHandle SELDOM;
    private static final VarHandle SUM;
    private static final VarHandle MAX;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CHUNKS = lookup.findVarHandle(Stripe.class, "chunks", int[][].class);
            SELDOM = lookup.findVarHandle(Stripe.class, "seldom", Seldom.class);
            SUM = lookup.findVarHandle(Stripe.class, "sum", long.class);
            MAX = lookup.findVarHandle(Stripe.class, "max", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Another thread was faster: nothing was added. No sum is negative. */
    static final long MET_ANOTHER = -1;

    private static final int[][] NO_CHUNKS = {};

    // A table is never changed once it is here.
    private volatile int[][] chunks = NO_CHUNKS;
    private volatile @Nullable Seldom seldom;
    private volatile long sum;
    private volatile long max;

    /** Adds to a slot, or says that another thread was faster. */
    final boolean tryAdd(int slot, SlotLayout layout, long times) {
        int shift = layout.chunkShift();
        // For the default precision the shifts are by constants: those by a variable show in a recording.
        return shift == SlotLayout.DEFAULT_CHUNK_SHIFT
                ? tryAddShifted(slot, SlotLayout.DEFAULT_CHUNK_SHIFT, layout, times)
                : tryAddShifted(slot, shift, layout, times);
    }

    private boolean tryAddShifted(int slot, int shift, SlotLayout layout, long times) {
        int[][] table = chunks;
        int index = slot >>> shift;
        if (index < table.length) {
            int[] chunk = table[index];
            if (chunk != null) {
                int at = slot & ((1 << shift) - 1);
                int old = (int) INTS.getOpaque(chunk, at);
                if (old <= Integer.MAX_VALUE - times) {
                    return INTS.compareAndSet(chunk, at, old, (int) (old + times));
                }
                return tryAddWide(index, at, layout, times);
            }
        }
        allocate(index, layout);
        return tryAdd(slot, layout, times);
    }

    private boolean tryAddWide(int index, int at, SlotLayout layout, long times) {
        long[] chunk = wideChunk(index, layout);
        long old = (long) LONGS.getOpaque(chunk, at);
        return LONGS.compareAndSet(chunk, at, old, saturated(old + times));
    }

    /** Adds to the sum of longs, which stops at {@link Long#MAX_VALUE}, and yields what it was, or {@link #MET_ANOTHER}. */
    final long tryAddToSum(long amount) {
        long old = (long) SUM.getOpaque(this);
        return SUM.compareAndSet(this, old, saturated(old + amount)) ? old : MET_ANOTHER;
    }

    /** Adds to the sum of doubles, whose bits the same field holds. */
    final boolean tryAddToSum(double amount) {
        long old = (long) SUM.getOpaque(this);
        return SUM.compareAndSet(this, old, Double.doubleToRawLongBits(Double.longBitsToDouble(old) + amount));
    }

    /** Of non-negative terms that wrapped, the greatest long. */
    static long saturated(long total) {
        return total < 0 ? Long.MAX_VALUE : total;
    }

    final void raiseMax(long key) {
        long old = (long) MAX.getOpaque(this);
        while (key > old) {
            if (MAX.compareAndSet(this, old, key)) {
                return;
            }
            old = max;
        }
    }

    final long sum() {
        return sum;
    }

    /** The greatest key since it was forgotten, or 0. */
    final long max() {
        return max;
    }

    /** Forgets the greatest key, unless there is another by now. */
    final boolean forgetMax(long key) {
        return MAX.compareAndSet(this, key, 0L);
    }

    /** One more than the greatest slot that may hold anything. */
    final int length(SlotLayout layout) {
        return chunks.length << layout.chunkShift();
    }

    /** Adds what was counted to {@code slots}, below {@code length}, which is a whole number of chunks. */
    final void addTo(long[] slots, int length, SlotLayout layout) {
        int shift = layout.chunkShift();
        int end = length >>> shift;
        int[][] narrow = chunks;
        for (int i = 0; i < Math.min(end, narrow.length); i++) {
            int[] chunk = narrow[i];
            for (int at = 0; chunk != null && at < chunk.length; at++) {
                int slot = (i << shift) + at;
                slots[slot] = saturated(slots[slot] + (int) INTS.getOpaque(chunk, at));
            }
        }
        Seldom known = seldom;
        long[][] wider = known == null ? null : known.wide();
        for (int i = 0; wider != null && i < Math.min(end, wider.length); i++) {
            long[] chunk = wider[i];
            for (int at = 0; chunk != null && at < chunk.length; at++) {
                int slot = (i << shift) + at;
                slots[slot] = saturated(slots[slot] + (long) LONGS.getOpaque(chunk, at));
            }
        }
    }

    private void allocate(int index, SlotLayout layout) {
        while (true) {
            int[][] table = chunks;
            if (index < table.length && table[index] != null) {
                return;
            }
            int[][] grown = Arrays.copyOf(table, Math.max(table.length, index + 1));
            grown[index] = new int[layout.chunkLength(index)];
            if (CHUNKS.compareAndSet(this, table, grown)) {
                return;
            }
        }
    }

    private long[] wideChunk(int index, SlotLayout layout) {
        Seldom known = madeSeldom();
        while (true) {
            long[][] table = known.wide();
            if (table != null && index < table.length && table[index] != null) {
                return table[index];
            }
            long[][] grown =
                    table == null ? new long[index + 1][] : Arrays.copyOf(table, Math.max(table.length, index + 1));
            grown[index] = new long[layout.chunkLength(index)];
            if (known.replaceWide(table, grown)) {
                return grown[index];
            }
        }
    }

    /** What is seldom needed; null as long as nothing of it was. */
    final @Nullable Seldom seldom() {
        return seldom;
    }

    /** The same, from now on. */
    final Seldom madeSeldom() {
        Seldom known = seldom;
        if (known != null) {
            return known;
        }
        Seldom made = new Seldom();
        Seldom earlier = (Seldom) SELDOM.compareAndExchange(this, null, made);
        return earlier == null ? made : earlier;
    }
}
