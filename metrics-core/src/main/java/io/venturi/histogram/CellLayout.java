package io.venturi.histogram;

/**
 * Where values fall: the cells of an HdrHistogram with this many significant digits that tracks from 1 to {@link
 * Long#MAX_VALUE}. The first cells are one wide; from there on each power of two has the same number of cells. Cells of a
 * coarser layout are unions of those of a finer one.
 *
 * @param significantDigits 0 to 5
 * @param magnitude the binary logarithm of how many cells a power of two has
 */
record CellLayout(int significantDigits, int magnitude) {

    /** Of one significant digit. */
    static final int DEFAULT_MAGNITUDE = 4;

    private static final int MAX_DIGITS = 5;
    private static final int MAX_SHIFT = Long.SIZE - 1;

    static CellLayout ofDigits(int significantDigits) {
        if (significantDigits < 0 || significantDigits > MAX_DIGITS) {
            throw new IllegalArgumentException(
                    "significant digits must be 0 to " + MAX_DIGITS + ", not " + significantDigits);
        }
        // Up to twice ten to the digits, every value has a cell of its own: this is what makes a digit significant.
        int singles = 2 * (int) Math.pow(10, significantDigits);
        int singlesLog = Integer.SIZE - Integer.numberOfLeadingZeros(singles - 1);
        return new CellLayout(significantDigits, Math.max(singlesLog, 1) - 1);
    }

    /** The cell of a value that is not negative. */
    int cell(long value) {
        return cell(value, magnitude);
    }

    /** The same for who keeps the magnitude at hand. */
    static int cell(long value, int magnitude) {
        // For the default precision the shifts are by constants: those by a variable show in a recording.
        return magnitude == DEFAULT_MAGNITUDE ? cellOf(value, DEFAULT_MAGNITUDE) : cellOf(value, magnitude);
    }

    private static int cellOf(long value, int magnitude) {
        int shift = MAX_SHIFT - magnitude - Long.numberOfLeadingZeros(value | ((2L << magnitude) - 1));
        return (shift << magnitude) + (int) (value >>> shift);
    }

    /** The smallest value of a cell. */
    long lowest(int cell) {
        int shift = shift(cell);
        return (long) (cell - (shift << magnitude)) << shift;
    }

    /** The greatest value of a cell. */
    long highest(int cell) {
        return lowest(cell) + (width(cell) - 1);
    }

    /** The whole number that stands for a cell: no other of it is further off than half its width. */
    long middle(int cell) {
        return lowest(cell) + (width(cell) >>> 1);
    }

    /** How many whole numbers a cell has. */
    long width(int cell) {
        return 1L << shift(cell);
    }

    /** How many cells there are. */
    int cellCount() {
        return cell(Long.MAX_VALUE) + 1;
    }

    private int shift(int cell) {
        return Math.max(0, (cell >>> magnitude) - 1);
    }
}
