package io.venturi.histogram;

import java.util.Arrays;

/** Cells, sorted into the exponential buckets of a schema. */
final class NativeBuckets {

    private static final int MIN_SCHEMA = -4;
    private static final int MAX_SCHEMA = 8;

    /** As client libraries have it by default: the smallest double that is no longer ordinary in single precision. */
    private static final double ZERO_THRESHOLD = 0x1p-128;

    private int schema;
    private long zeroes;
    private final int[] indexes;
    private final long[] counts;
    private int length;

    private NativeBuckets(int schema, int capacity) {
        this.schema = schema;
        this.indexes = new int[capacity];
        this.counts = new long[capacity];
    }

    static NativeBuckets of(CellCounts cells, double factor, int schema, int maxBuckets) {
        if (schema < MIN_SCHEMA || schema > MAX_SCHEMA) {
            throw new IllegalArgumentException(
                    "the schema of a native histogram is " + MIN_SCHEMA + " to " + MAX_SCHEMA + ", not " + schema);
        }
        if (!(factor > 0 && factor <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("the factor must be a number above 0, not " + factor);
        }
        NativeBuckets buckets = new NativeBuckets(schema, cells.to() - cells.from());
        for (int cell = cells.from(); cell < cells.to(); cell++) {
            long count = cells.count(cell);
            if (count > 0) {
                buckets.add(Math.min(cells.value(cell) * factor, Double.MAX_VALUE), count);
            }
        }
        while (buckets.length > maxBuckets && buckets.schema > MIN_SCHEMA) {
            buckets.halve();
        }
        return buckets;
    }

    NativeHistogram histogram() {
        return new NativeHistogram(
                schema, ZERO_THRESHOLD, zeroes, Arrays.copyOf(indexes, length), Arrays.copyOf(counts, length));
    }

    private void add(double value, long count) {
        if (value <= ZERO_THRESHOLD) {
            zeroes += count;
        } else {
            add(index(value), count);
        }
    }

    /** Indexes come in ascending order. */
    private void add(int index, long count) {
        if (length == 0 || indexes[length - 1] != index) {
            indexes[length] = index;
            counts[length++] = count;
        } else {
            counts[length - 1] += count;
        }
    }

    private int index(double value) {
        // 2^exponent <= value < 2^(exponent + 1), and a power of two belongs to the bucket that ends with it.
        int exponent = Math.getExponent(value);
        double mantissa = Math.scalb(value, -exponent);
        if (schema <= 0) {
            int powers = mantissa > 1 ? exponent + 1 : exponent;
            return -Math.floorDiv(-powers, 1 << -schema);
        }
        double within = Math.log(mantissa) / Math.log(2) * (1 << schema);
        return (exponent << schema) + (int) Math.ceil(within);
    }

    /** Two buckets become one: that of the next lower schema. */
    private void halve() {
        int from = length;
        int[] finer = indexes.clone();
        long[] finerCounts = counts.clone();
        length = 0;
        schema--;
        for (int i = 0; i < from; i++) {
            add(-Math.floorDiv(-finer[i], 2), finerCounts[i]);
        }
    }
}
