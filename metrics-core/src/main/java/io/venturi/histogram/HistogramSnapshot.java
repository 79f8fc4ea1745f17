package io.venturi.histogram;

import java.util.Arrays;
import java.util.Locale;

/**
 * A distribution as of a moment: how many values fell into each cell, their count, sum and maximum, and the exact counts at
 * the bounds that were asked for. Values are in the unit in which they were recorded. Immutable and thread-safe.
 */
public final class HistogramSnapshot {

    final CellCounts cells;
    final Total total;
    private final double max;
    final double[] bounds;
    final long[] cumulative;

    HistogramSnapshot(CellCounts cells, Total total, double max, double[] bounds, long[] cumulative) {
        this.cells = cells;
        this.total = total;
        this.max = max;
        this.bounds = bounds;
        this.cumulative = cumulative;
    }

    /** How many values there are. */
    public long count() {
        return cells.total();
    }

    /** Their sum; 0 if there are none. */
    public double sum() {
        return total.value();
    }

    /** The sum of whole values, exact; {@link Long#MAX_VALUE} stands for all that is more. For fractions: the sum, rounded down. */
    public long wholeSum() {
        return total.whole();
    }

    /** The greatest value; 0 if there are none. Of a {@linkplain #minus difference}, an upper bound no wider than its cell. */
    public double max() {
        return max;
    }

    /** The least value, or less, by less than the width of its cell; 0 if there are none. */
    public double min() {
        return count() == 0 ? 0 : cells.lowest(cells.from());
    }

    /** The arithmetic mean; NaN if there are no values. */
    public double mean() {
        return count() == 0 ? Double.NaN : sum() / count();
    }

    /**
     * The value that this share of all values is at or below (the nearest rank): off by {@link #relativeError} at most. 1 gives
     * the maximum.
     *
     * @param q from 0 to 1
     * @return NaN if there are no values
     */
    public double quantile(double q) {
        if (!(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException("a quantile is from 0 to 1, not " + q);
        }
        if (count() == 0) {
            return Double.NaN;
        }
        // A little less than q, as HdrHistogram does: 0.07 of 100 values are 7, although as doubles they come to a
        // little more.
        long rank = Math.max(1, (long) Math.ceil(Math.nextDown(q) * count()));
        return q == 1 || rank >= count() ? max : Math.min(max, cells.value(cells.cellOfRank(rank)));
    }

    /** How far a quantile may be off, as a share of its exact value: 1/32 with one significant digit, 1/256 with two. */
    public double relativeError() {
        return 1.0 / (2L << cells.layout().magnitude());
    }

    /** How many bounds have exact counts. */
    public int boundCount() {
        return bounds.length;
    }

    /** A bound; they ascend. */
    public double bound(int index) {
        return bounds[index];
    }

    /** How many values are at or below a bound; exact. */
    public long cumulativeCount(int index) {
        return cumulative[index];
    }

    /**
     * Both together, as if recorded into one: in the coarser of their cells, with exact counts at the bounds that both have.
     */
    public HistogramSnapshot plus(HistogramSnapshot other) {
        CommonBounds common = CommonBounds.of(bounds, other.bounds);
        return new HistogramSnapshot(
                cells.plus(other.cells),
                total.plus(other.total),
                Math.max(max, other.max),
                common.bounds(),
                common.plus(cumulative, other.cumulative));
    }

    /**
     * What was recorded since an earlier snapshot of the same recorder.
     *
     * @throws IllegalArgumentException if it is none: if it holds more than this one
     */
    public HistogramSnapshot minus(HistogramSnapshot earlier) {
        CellCounts rest = cells.minus(earlier.cells);
        CommonBounds common = CommonBounds.of(bounds, earlier.bounds);
        double greatest = rest.total() == 0 ? 0 : Math.min(max, rest.highest(rest.to() - 1));
        return new HistogramSnapshot(
                rest,
                total.minus(earlier.total),
                greatest,
                common.bounds(),
                common.minus(cumulative, earlier.cumulative));
    }

    /**
     * The same, where its reader knows the greatest of these values, as {@link DistributionRecorder#takeMax} tells it.
     *
     * @param greatest of them; where it cannot be, since threads recorded meanwhile, the nearest value that can
     */
    public HistogramSnapshot minus(HistogramSnapshot earlier, double greatest) {
        HistogramSnapshot rest = minus(earlier);
        double least = rest.count() == 0 ? 0 : rest.cells.lowest(rest.cells.to() - 1);
        return new HistogramSnapshot(
                rest.cells, rest.total, Math.min(rest.max, Math.max(least, greatest)), rest.bounds, rest.cumulative);
    }

    /**
     * As a Prometheus native histogram. A cell goes, whole, into the bucket that its middle belongs to; so at
     * each bucket's bound the values of one cell at most are in the neighbouring bucket.
     *
     * @param factor what a value is multiplied by, such as 1e-9 to go from nanoseconds to seconds
     * @param schema -4 to 8: a bucket's bound is 2^(2^-schema) times the one before
     * @param maxBuckets beyond that many buckets the schema is lowered until they fit
     */
    public NativeHistogram nativeHistogram(double factor, int schema, int maxBuckets) {
        return NativeBuckets.of(cells, factor, schema, maxBuckets).histogram();
    }

    /** As an HdrHistogram with the same cells, values in units of {@link #unit}. It has the counts; its own maximum is a cell's. */
    public org.HdrHistogram.Histogram toHdrHistogram() {
        return HdrCells.toHdr(cells);
    }

    /** The counts of an HdrHistogram of any precision; sum and maximum as its cells have them. */
    public static HistogramSnapshot of(org.HdrHistogram.AbstractHistogram histogram) {
        CellCounts cells = HdrCells.fromHdr(histogram);
        return new HistogramSnapshot(
                cells,
                HdrCells.totalOf(cells),
                histogram.getTotalCount() == 0 ? 0 : histogram.getMaxValue(),
                new double[0],
                new long[0]);
    }

    /** The counts in HdrHistogram's V2 compressed encoding. Sum, maximum, bounds and unit are not in it. */
    public byte[] encode() {
        return HdrEncoding.encode(cells, 1);
    }

    /**
     * The same, with the ratio to doubles that leads from cells to another unit: {@code factor} times {@link #unit}. So {@link
     * #ofSketch} and others that know the encoding find values in that unit, such as seconds with a factor of 1e-9 where nanoseconds
     * were recorded.
     *
     * @param factor what a value is multiplied by
     * @throws IllegalArgumentException if the ratio were no finite number above 0
     */
    public byte[] encode(double factor) {
        return HdrEncoding.encode(cells, ratio(factor * cells.unit()));
    }

    /**
     * The distribution that {@link #encode(double)} wrote, in the unit that its ratio leads to; {@link #unit} is that ratio. Two of equal ratio
     * and precision add up without loss; of different ones, in the coarser. Encodings of others are read, too.
     *
     * @param sum of the values, in that unit
     * @param max the greatest of them, in that unit
     * @throws IllegalArgumentException if these bytes are no such encoding, or sum or maximum can be of no values
     */
    public static HistogramSnapshot ofSketch(byte[] sketch, double sum, double max) {
        HdrEncoding.Decoded decoded = HdrEncoding.decode(sketch);
        return decoded(decoded, ratio(decoded.ratio()), Total.ofFractions(sum), max);
    }

    private static double ratio(double ratio) {
        if (!(ratio > 0 && ratio <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("a ratio to doubles is a number above 0, not " + ratio);
        }
        return ratio;
    }

    /**
     * The snapshot that was encoded, but for its bounds; sum and maximum are what was kept beside the encoding. Encodings of other
     * precisions are read, too.
     *
     * @param wholeSum {@link #wholeSum} of it
     * @throws IllegalArgumentException if these bytes are no such encoding, or sum or maximum can be of no values
     */
    public static HistogramSnapshot decode(byte[] encoded, long wholeSum, double max) {
        return decoded(HdrEncoding.decode(encoded), CellCounts.WHOLE, Total.of(wholeSum), max);
    }

    /**
     * The same for fractions.
     *
     * @param unit {@link #unit} of it
     * @throws IllegalArgumentException as above, or if the unit is no power of two
     */
    public static HistogramSnapshot decode(byte[] encoded, double unit, double sum, double max) {
        if (!(unit > 0 && unit <= Double.MAX_VALUE) || unit != Math.scalb(1.0, Math.getExponent(unit))) {
            throw new IllegalArgumentException("a unit is a power of two, not " + unit);
        }
        return decoded(HdrEncoding.decode(encoded), unit, Total.ofFractions(sum), max);
    }

    private static HistogramSnapshot decoded(HdrEncoding.Decoded decoded, double unit, Total total, double max) {
        if (!(total.value() >= 0 && max >= 0)) {
            throw new IllegalArgumentException(
                    "sum and maximum of values that are not negative cannot be " + total.value() + " and " + max);
        }
        CellCounts cells = CellCounts.of(decoded.layout(), unit, decoded.byCell());
        return new HistogramSnapshot(cells, total, max, new double[0], new long[0]);
    }

    /** What 1 in a cell stands for: 1 for whole values, a power of two below for fractions, the ratio of a sketch. */
    public double unit() {
        return cells.unit();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HistogramSnapshot that
                && cells.equals(that.cells)
                && total.equals(that.total)
                && max == that.max
                && Arrays.equals(bounds, that.bounds)
                && Arrays.equals(cumulative, that.cumulative);
    }

    @Override
    public int hashCode() {
        return cells.hashCode();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d values, sum %s, p50 %s, p99 %s, max %s",
                count(),
                sum(),
                quantile(0.5),
                quantile(0.99),
                max);
    }
}
