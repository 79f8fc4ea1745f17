package io.venturi.jdbc.store.export;

import io.venturi.histogram.HistogramSnapshot;
import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** All that a histogram saw since the export began, as buckets that only grow. Not thread-safe. */
final class RunningHistogram {

    private final double[] bounds;
    private final long[] cumulative;
    private long count;
    private double sum;

    RunningHistogram(double[] bounds) {
        this(bounds, new long[bounds.length], 0, 0);
    }

    /** One that was kept. */
    RunningHistogram(double[] bounds, long[] cumulative, long count, double sum) {
        this.bounds = bounds;
        this.cumulative = cumulative;
        this.count = count;
        this.sum = sum;
    }

    RunningHistogram copy() {
        return new RunningHistogram(bounds, cumulative.clone(), count, sum);
    }

    /**
     * Adds what was seen in a step. A cell of the sketch that a bound lies in counts as up to that bound: it holds values no
     * further above it than the sketch is precise.
     *
     * @throws IllegalArgumentException if the sketch cannot be read or does not hold that many values; nothing is added then
     */
    void add(long stepCount, double stepSum, double stepMax, byte[] sketch) {
        HistogramSnapshot step = HistogramSnapshot.ofSketch(sketch, stepSum, stepMax);
        if (step.count() != stepCount) {
            throw new IllegalArgumentException(
                    "a sketch holds " + step.count() + " values where " + stepCount + " are stored");
        }
        long[] added = new long[bounds.length];
        Histogram cells = step.toHdrHistogram();
        for (HistogramIterationValue cell : cells.recordedValues()) {
            double least = cells.lowestEquivalentValue(cell.getValueIteratedTo()) * step.unit();
            int bucket = bucket(least);
            if (bucket < bounds.length) {
                added[bucket] += cell.getCountAtValueIteratedTo();
            }
        }
        Arrays.parallelPrefix(added, Long::sum);
        Arrays.setAll(cumulative, i -> cumulative[i] + added[i]);
        count += stepCount;
        sum += stepSum;
    }

    /** The first whose bound is not below a value. Cells are scaled to their unit, which may miss a bound by a rounding. */
    private int bucket(double value) {
        int found = Arrays.binarySearch(bounds, value * (1 - 1e-12));
        return found >= 0 ? found : -found - 1;
    }

    int buckets() {
        return bounds.length;
    }

    double bound(int bucket) {
        return bounds[bucket];
    }

    /** How many values were up to a bound. */
    long cumulative(int bucket) {
        return cumulative[bucket];
    }

    long count() {
        return count;
    }

    double sum() {
        return sum;
    }

    /** Tells ladders apart. */
    int ladder() {
        return Arrays.hashCode(bounds);
    }
}
