package io.venturi.histogram;

import java.util.Arrays;

/**
 * What a recorder held when it was read, in memory that the next reading uses again: for readers that read many recorders
 * often, such as scrapes. Not thread-safe; {@link #snapshot} gives a copy that lasts.
 */
public final class HistogramReading {

    private static final SlotLayout NOTHING = SlotLayout.ofLongs(CellLayout.ofDigits(1));

    private SlotLayout layout = NOTHING;
    private long[] slots = {};
    private int length;
    private long[] cumulative = {};
    private long count;
    private long sum;
    private double fractionalSum;
    private long max;

    /** An empty one, to be given to {@link HistogramRecorder#read}. */
    public HistogramReading() {}

    void begin(SlotLayout read) {
        layout = read;
        Arrays.fill(slots, 0, length, 0);
        length = 0;
        count = 0;
        sum = 0;
        fractionalSum = 0;
        max = 0;
        if (cumulative.length < read.boundCount()) {
            cumulative = new long[read.boundCount()];
        }
    }

    /** Of all stripes before the first one's counts: a value may have been counted in one and summed in another. */
    void addTotals(Stripe stripe) {
        long part = stripe.sum();
        if (layout.fractions()) {
            fractionalSum += Double.longBitsToDouble(part);
        } else {
            sum = Stripe.saturated(sum + part);
        }
        raiseMax(stripe.max());
    }

    void raiseMax(long key) {
        max = Math.max(max, key);
    }

    void addCounts(Stripe stripe) {
        int needed = stripe.length(layout);
        if (needed > slots.length) {
            slots = Arrays.copyOf(slots, needed);
        }
        length = Math.max(length, needed);
        stripe.addTo(slots, length, layout);
    }

    void end() {
        for (int slot = 0; slot < length; slot++) {
            if (slots[slot] != 0) {
                count = Stripe.saturated(count + slots[slot]);
                // Who recorded it may not have come to the maximum yet.
                raiseMax(layout.lowestKey(slot));
            }
        }
        layout.cumulate(slots, length, cumulative);
    }

    /** How many values there were. */
    public long count() {
        return count;
    }

    /** Their sum. */
    public double sum() {
        return layout.fractions() ? fractionalSum : sum;
    }

    /** The greatest of them since the recorder was made, or 0. */
    public double max() {
        return layout.value(max);
    }

    /** How many bounds have exact counts. */
    public int boundCount() {
        return layout.boundCount();
    }

    /** A bound; they ascend. */
    public double bound(int index) {
        return layout.bound(index);
    }

    /** How many values were at or below a bound. */
    public long cumulativeCount(int index) {
        return cumulative[index];
    }

    /** A copy of what was read. */
    public HistogramSnapshot snapshot() {
        int cellCount = 0;
        for (int slot = 0; slot < length; slot++) {
            if (slots[slot] != 0) {
                cellCount = Math.max(cellCount, layout.cellOf(slot) + 1);
            }
        }
        long[] cells = new long[cellCount];
        for (int slot = 0; slot < length; slot++) {
            if (slots[slot] != 0) {
                int cell = layout.cellOf(slot);
                cells[cell] = Stripe.saturated(cells[cell] + slots[slot]);
            }
        }
        double[] bounds = new double[layout.boundCount()];
        Arrays.setAll(bounds, layout::bound);
        return new HistogramSnapshot(
                CellCounts.of(layout.cells(), layout.unit(), cells),
                layout.fractions() ? Total.ofFractions(fractionalSum) : Total.of(sum),
                max(),
                bounds,
                Arrays.copyOf(cumulative, bounds.length));
    }
}
