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
        int i = 0;
        int j = 0;
        while (i < mine.length && j < others.length) {
            // Longs beyond 2^53 may be the same double: each goes with one of the other side's at most.
            if (mine[i] == others[j]) {
                at[length] = i++;
                otherAt[length++] = j++;
            } else if (mine[i] < others[j]) {
                i++;
            } else {
                j++;
            }
        }
        int[] kept = Arrays.copyOf(at, length);
        double[] bounds = Arrays.stream(kept).mapToDouble(index -> mine[index]).toArray();
        return new CommonBounds(bounds, kept, Arrays.copyOf(otherAt, length));
    }

    double[] bounds() {
        return bounds;
    }

    /** The first one's counts and the second one's. */
    long[] plus(long[] counts, long[] otherCounts) {
        long[] sums = new long[mine.length];
        Arrays.setAll(sums, i -> Stripe.saturated(counts[mine[i]] + otherCounts[others[i]]));
        return sums;
    }

    /**
     * The first one's counts without the second one's.
     *
     * @throws IllegalArgumentException if they were more, or rose more from one bound to the next
     */
    long[] minus(long[] counts, long[] otherCounts) {
        long[] rest = new long[mine.length];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = counts[mine[i]] - otherCounts[others[i]];
            if (rest[i] < (i == 0 ? 0 : rest[i - 1])) {
                throw new IllegalArgumentException(
                        "only an earlier snapshot of the same recorder can be subtracted: that has more values up to "
                                + bounds[i] + " than this");
            }
        }
        return rest;
    }
}
