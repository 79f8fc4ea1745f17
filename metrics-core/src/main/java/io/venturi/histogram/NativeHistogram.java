package io.venturi.histogram;

/**
 * A Prometheus native histogram of values that are not negative. The bucket of index {@code i} holds values above {@code
 * 2^((i-1)·2^-schema)} and up to {@code 2^(i·2^-schema)}. (Definition: Prometheus documentation, "Native histograms",
 * exponential schemas.) Immutable.
 */
public final class NativeHistogram {

    private final int schema;
    private final double zeroThreshold;
    private final long zeroCount;
    private final int[] indexes;
    private final long[] counts;

    NativeHistogram(int schema, double zeroThreshold, long zeroCount, int[] indexes, long[] counts) {
        this.schema = schema;
        this.zeroThreshold = zeroThreshold;
        this.zeroCount = zeroCount;
        this.indexes = indexes;
        this.counts = counts;
    }

    /** The resolution, -4 to 8. */
    public int schema() {
        return schema;
    }

    /** Values up to here are counted as zero. */
    public double zeroThreshold() {
        return zeroThreshold;
    }

    /** How many values were counted as zero. */
    public long zeroCount() {
        return zeroCount;
    }

    /** The indexes of the buckets that hold any values, ascending; a copy. */
    public int[] indexes() {
        return indexes.clone();
    }

    /** How many values each of these buckets holds, for itself; a copy. */
    public long[] counts() {
        return counts.clone();
    }
}
