package io.venturi.histogram;

import java.util.Arrays;

/** How many values each cell of a layout holds, between the first and the last that holds any. Immutable. */
final class CellCounts {

    /** The unit of whole numbers, and only of those. */
    static final double WHOLE = 1;

    private final CellLayout layout;
    private final double unit;
    private final int first;
    private final long[] counts;
    private final long total;

    private CellCounts(CellLayout layout, double unit, int first, long[] counts) {
        this.layout = layout;
        this.unit = unit;
        this.first = first;
        this.counts = counts;
        long sum = 0;
        for (long count : counts) {
            sum = Stripe.saturated(sum + count);
        }
        this.total = sum;
    }

    /** The counts by cell, of which those at both ends may be 0. */
    static CellCounts of(CellLayout layout, double unit, long[] byCell) {
        int from = 0;
        int to = byCell.length;
        while (from < to && byCell[from] == 0) {
            from++;
        }
        while (to > from && byCell[to - 1] == 0) {
            to--;
        }
        return new CellCounts(layout, unit, from == to ? 0 : from, Arrays.copyOfRange(byCell, from, to));
    }

    CellLayout layout() {
        return layout;
    }

    /** What 1 in a cell stands for. */
    double unit() {
        return unit;
    }

    long total() {
        return total;
    }

    /** The first cell that holds any. */
    int from() {
        return first;
    }

    /** One more than the last cell that holds any. */
    int to() {
        return first + counts.length;
    }

    long count(int cell) {
        return cell < first || cell >= to() ? 0 : counts[cell - first];
    }

    /** The value that stands for a cell: half its width from the others at most, but for zero, which stands for the first. */
    double value(int cell) {
        if (unit == WHOLE || cell == 0) {
            return layout.middle(cell) * unit;
        }
        return (layout.lowest(cell) + layout.width(cell) / 2.0) * unit;
    }

    /** A value that no other of a cell is below. */
    double lowest(int cell) {
        return layout.lowest(cell) * unit;
    }

    /** A value that no other of a cell is above; the last cell has no such. */
    double highest(int cell) {
        if (unit == WHOLE) {
            return layout.highest(cell);
        }
        return cell + 1 == layout.cellCount() ? Double.POSITIVE_INFINITY : layout.lowest(cell + 1) * unit;
    }

    /** The cell of the value of this rank, the smallest being 1. */
    int cellOfRank(long rank) {
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen = Stripe.saturated(seen + counts[i]);
            if (seen >= rank) {
                return first + i;
            }
        }
        return to() - 1;
    }

    /** Both together, in the coarser of their layouts and the greater of their units. */
    CellCounts plus(CellCounts other) {
        CellLayout coarser = layout.magnitude() <= other.layout.magnitude() ? layout : other.layout;
        double greater = Math.max(unit, other.unit);
        boolean same = layout.equals(other.layout) && unit == other.unit;
        long[] cells = new long[same ? Math.max(to(), other.to()) : coarser.cellCount()];
        addTo(cells, coarser, greater, 1);
        other.addTo(cells, coarser, greater, 1);
        return of(coarser, greater, cells);
    }

    /**
     * These without those that were there earlier.
     *
     * @throws IllegalArgumentException if there were more of any cell
     */
    CellCounts minus(CellCounts earlier) {
        if (!layout.equals(earlier.layout) || unit != earlier.unit) {
            throw new IllegalArgumentException(
                    "only an earlier snapshot of the same recorder can be subtracted: that has " + earlier.kind()
                            + ", this has " + kind());
        }
        long[] cells = new long[Math.max(to(), earlier.to())];
        addTo(cells, layout, unit, 1);
        earlier.addTo(cells, layout, unit, -1);
        for (int cell = 0; cell < cells.length; cell++) {
            if (cells[cell] < 0) {
                throw new IllegalArgumentException(
                        "only an earlier snapshot of the same recorder can be subtracted: that has " + -cells[cell]
                                + " values around " + value(cell) + " more than this");
            }
        }
        return of(layout, unit, cells);
    }

    private String kind() {
        return layout.significantDigits() + " significant digits in units of " + unit;
    }

    /** Adds these to counts of the same layout and unit, of which there are as many at least. */
    void addTo(long[] cells) {
        for (int i = 0; i < counts.length; i++) {
            cells[first + i] = Stripe.saturated(cells[first + i] + counts[i]);
        }
    }

    private void addTo(long[] cells, CellLayout target, double targetUnit, int sign) {
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != 0) {
                int cell = target.equals(layout) && targetUnit == unit
                        ? first + i
                        : target.cell((long) (layout.lowest(first + i) * (unit / targetUnit)));
                long sum = cells[cell] + sign * counts[i];
                cells[cell] = sign > 0 ? Stripe.saturated(sum) : sum;
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CellCounts that
                && layout.equals(that.layout)
                && unit == that.unit
                && first == that.first
                && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return 31 * first + Arrays.hashCode(counts);
    }
}
