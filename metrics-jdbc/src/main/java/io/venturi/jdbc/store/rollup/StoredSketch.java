package io.venturi.jdbc.store.rollup;

import io.venturi.histogram.HistogramSnapshot;
import org.jspecify.annotations.Nullable;

/** The one rule for which stored sketches are damaged, whoever reads them. */
public final class StoredSketch {

    /** What roll-ups calculate with: sums of a great many are numbers still. */
    private static final double MOST = 1e290;

    private StoredSketch() {}

    /**
     * The values of a sketch, in the unit that it leads to.
     *
     * @param count how many values its row says that it has
     * @param sum of them
     * @param max the greatest of them; NaN if there are none
     * @throws IllegalArgumentException if it is damaged: it is not there, cannot be read or calculated with, or has not so many values
     */
    public static HistogramSnapshot read(long count, double sum, double max, byte @Nullable [] sketch) {
        double greatest = count == 0 && Double.isNaN(max) ? 0 : max;
        if (sketch == null || !(sum <= MOST && greatest <= MOST)) {
            throw new IllegalArgumentException(
                    "a sketch has bytes, and a sum and a maximum below " + MOST + ", not " + sum + " and " + max);
        }
        HistogramSnapshot values = HistogramSnapshot.ofSketch(sketch, sum, greatest);
        if (values.count() != count) {
            throw new IllegalArgumentException("the sketch of " + count + " values has as many, not " + values.count());
        }
        return values;
    }
}
