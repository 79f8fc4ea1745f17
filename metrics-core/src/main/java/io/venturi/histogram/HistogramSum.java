package io.venturi.histogram;

import org.jspecify.annotations.Nullable;

/**
 * Adds distributions up in place: what {@link HistogramSnapshot#plus} of one after the other comes to, without a snapshot for each. Not
 * thread-safe.
 */
public final class HistogramSum {

    private @Nullable CellSum cells;
    private Total total = Total.of(0);
    private double max;
    private double[] bounds = {};
    private long[] cumulative = {};

    /** A sum of nothing. */
    public HistogramSum() {}

    /** Adds a distribution. */
    public void add(HistogramSnapshot values) {
        CellSum present = cells;
        if (present == null) {
            cells = new CellSum(values.cells);
            total = values.total;
            max = values.max();
            bounds = values.bounds;
            cumulative = values.cumulative;
            return;
        }
        present.add(values.cells);
        total = total.plus(values.total);
        max = Math.max(max, values.max());
        CommonBounds common = CommonBounds.of(bounds, values.bounds);
        bounds = common.bounds();
        cumulative = common.plus(cumulative, values.cumulative);
    }

    /** What was added so far; null if nothing was. */
    public @Nullable HistogramSnapshot snapshot() {
        CellSum present = cells;
        return present == null ? null : new HistogramSnapshot(present.counts(), total, max, bounds, cumulative);
    }
}
