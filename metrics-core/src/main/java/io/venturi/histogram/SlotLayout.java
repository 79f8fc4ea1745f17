package io.venturi.histogram;

import java.util.Arrays;

/**
 * Where recordings are counted. Each value has one slot, so that what slots hold adds up at any moment: that of its cell,
 * or, where a bound that was asked for lies inside the cell, a slot of the values up to that bound. Counts at bounds are
 * therefore exact, and cost nothing for values whose cell holds no bound. Immutable; recorders of one kind share one.
 *
 * <p>Keys order values as the values themselves do, and as finely: a long is its own key, a double's are its raw bits.
 */
final class SlotLayout {

    static final int DEFAULT_CHUNK_SHIFT = chunkShift(CellLayout.DEFAULT_MAGNITUDE);

    private final CellLayout cells;
    private final int magnitude;
    private final int chunkShift;
    private final boolean fractions;
    private final double unit;
    private final double unitsPerOne;
    /** Ascending, each once. */
    private final long[] boundKeys;

    private final int[] boundCells;
    /** By cell: one more than the first bound in it, or 0 where no bound lies inside. */
    private final short[] split;
    /** The first slot that is a cell; those before it belong to bounds. */
    private final int firstCell;

    private SlotLayout(CellLayout cells, boolean fractions, double unit, long[] boundKeys, int[] boundCells) {
        this.cells = cells;
        this.magnitude = cells.magnitude();
        this.chunkShift = chunkShift(magnitude);
        this.fractions = fractions;
        this.unit = unit;
        this.unitsPerOne = 1 / unit;
        this.boundKeys = boundKeys;
        this.boundCells = boundCells;
        this.split = new short[cells.cellCount()];
        boolean any = false;
        for (int i = boundCells.length - 1; i >= 0; i--) {
            int cell = boundCells[i];
            // A bound that is the greatest value of its cell cuts nothing off.
            if (split[cell] != 0 || fractions || cells.highest(cell) != boundKeys[i]) {
                split[cell] = (short) (i + 1);
                any = true;
            }
        }
        int chunk = 1 << chunkShift;
        this.firstCell = any ? (boundKeys.length + chunk - 1) / chunk * chunk : 0;
    }

    /** Two powers of two: what they share, an array's header and a place in the table, outweighs one that stays unused. */
    private static int chunkShift(int magnitude) {
        return magnitude + 1;
    }

    /** Slots of whole numbers. */
    static SlotLayout ofLongs(CellLayout cells, long... bounds) {
        long[] keys = Arrays.stream(bounds).sorted().distinct().toArray();
        checkCount(keys.length);
        if (keys.length > 0 && keys[0] < 0) {
            throw new IllegalArgumentException("a bound must not be negative, but " + keys[0] + " is");
        }
        int[] boundCells = Arrays.stream(keys).mapToInt(cells::cell).toArray();
        return new SlotLayout(cells, false, CellCounts.WHOLE, keys, boundCells);
    }

    /**
     * Slots of fractions.
     *
     * @param unit a power of two: values are told apart by their cells in this unit
     */
    static SlotLayout ofDoubles(CellLayout cells, double unit, double... bounds) {
        double[] sorted = Arrays.stream(bounds)
                .map(bound -> bound + 0.0)
                .sorted()
                .distinct()
                .toArray();
        checkCount(sorted.length);
        for (double bound : sorted) {
            if (!(bound >= 0)) {
                throw new IllegalArgumentException("a bound must be a number and not negative, but " + bound + " is");
            }
        }
        int[] boundCells = Arrays.stream(sorted)
                .mapToInt(bound -> cells.cell((long) (bound / unit)))
                .toArray();
        long[] keys =
                Arrays.stream(sorted).mapToLong(Double::doubleToRawLongBits).toArray();
        return new SlotLayout(cells, true, unit, keys, boundCells);
    }

    private static void checkCount(int bounds) {
        if (bounds > Short.MAX_VALUE) {
            throw new IllegalArgumentException(bounds + " bounds are more than " + Short.MAX_VALUE + ": ask for fewer");
        }
    }

    CellLayout cells() {
        return cells;
    }

    /** The binary logarithm of how many slots are allocated together. */
    int chunkShift() {
        return chunkShift;
    }

    /** How many slots of a chunk are in use; bounds do not fill their last one. */
    int chunkLength(int chunk) {
        int start = chunk << chunkShift;
        int full = 1 << chunkShift;
        return start < firstCell ? Math.min(full, boundKeys.length - start) : full;
    }

    /** Whether values are doubles. */
    boolean fractions() {
        return fractions;
    }

    /** What 1 in a cell stands for. */
    double unit() {
        return unit;
    }

    /** Its inverse. */
    double unitsPerOne() {
        return unitsPerOne;
    }

    int boundCount() {
        return boundKeys.length;
    }

    double bound(int index) {
        return value(boundKeys[index]);
    }

    /** The value of a key. */
    double value(long key) {
        return fractions ? Double.longBitsToDouble(key) : key;
    }

    /** The slot of a whole number. */
    int slot(long value) {
        return slot(value, value);
    }

    /** The slot of a value of so many units. */
    int slot(long units, long key) {
        int cell = CellLayout.cell(units, magnitude);
        int bound = split[cell];
        return bound == 0 ? firstCell + cell : splitSlot(cell, bound - 1, key);
    }

    private int splitSlot(int cell, int firstBound, long key) {
        int bound = firstBound;
        while (bound < boundKeys.length && boundCells[bound] == cell) {
            if (key <= boundKeys[bound]) {
                return bound;
            }
            bound++;
        }
        return firstCell + cell;
    }

    /** The cell that a slot is, or is a part of. */
    int cellOf(int slot) {
        return slot < firstCell ? boundCells[slot] : slot - firstCell;
    }

    /** A key that no value of a slot is below. */
    long lowestKey(int slot) {
        long lowest = cells.lowest(cellOf(slot));
        return fractions ? Double.doubleToRawLongBits(lowest * unit) : lowest;
    }

    /** The number of values at or below each bound, from the counts by slot; beyond their length those are 0. */
    void cumulate(long[] slots, int length, long[] cumulative) {
        long below = 0;
        int slot = firstCell;
        for (int bound = 0; bound < boundKeys.length; bound++) {
            // What a split cell itself holds is above all bounds in it.
            int end = firstCell + boundCells[bound] + (split[boundCells[bound]] != 0 ? 0 : 1);
            for (; slot < Math.min(end, length); slot++) {
                below = Stripe.saturated(below + slots[slot]);
            }
            if (firstCell > 0 && bound < length) {
                below = Stripe.saturated(below + slots[bound]);
            }
            cumulative[bound] = below;
        }
    }
}
