package io.venturi.histogram;

import java.util.Arrays;

/** The bounds that two snapshots share. */
final class CommonBounds {

    private final double[] bounds;
    /** Where they are among the first one's. */
    private final int[] mine;
    /** Where they are among the second one's. */
    private final int[] others;

    private CommonBounds(double[] bounds, int[] mine, int[] others) {
        this.bounds = bounds;
        this.mine = mine;
        this.others = others;
    }

    static CommonBounds of(double[] mine, double[] others) {
        int[] at = new int[Math.min(mine.length, others.length)];
        int[] otherAt = new int[at.length];
        int length = 0;
        for (int i = 0; i < mine.length; i++) {
            int found = Arrays.binarySearch(others, mine[i]);
            if (found >= 0) {
                at[length] = i;
                otherAt[length++] = found;
            }
        }
        int[] kept = Arrays.copyOf(at, length);
        double[] bounds = Arrays.stream(kept).mapToDouble(i -> mine[i]).toArray();
        return new CommonBounds(bounds, kept, Arrays.copyOf(otherAt, length));
    }

    double[] bounds() {
        return bounds;
    }

    /** The first one's counts, and so many times the second one's. */
    long[] combine(long[] counts, long[] otherCounts, int times) {
        long[] combined = new long[mine.length];
        Arrays.setAll(combined, i -> Stripe.saturated(counts[mine[i]] + times * otherCounts[others[i]]));
        return combined;
    }
}
