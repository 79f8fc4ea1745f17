package io.venturi.prometheus;

import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.venturi.histogram.HistogramReading;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/** The classic buckets that meters of one kind ask for, but for the one without a bound. Immutable. */
final class Buckets {

    /** The label of the bucket without a bound. */
    static final byte[] INFINITE = label("+Inf");

    /** In the unit of recording. */
    private final double[] recorded;
    /** In the unit of exposition; the last is without a bound. */
    private final double[] exposed;
    /** Which of the recorder's bounds each is. */
    private final int[] recorderBounds;

    private final byte[][] labels;

    /**
     * Buckets.
     *
     * @param recorded the bounds in the unit of recording, ascending and finite
     * @param recorderBounds which of the recorder's bounds each is
     * @param divisor how many units of recording the exposed one is
     */
    Buckets(double[] recorded, int[] recorderBounds, double divisor) {
        this.recorded = recorded;
        this.recorderBounds = recorderBounds;
        this.exposed = DoubleStream.concat(
                        Arrays.stream(recorded).map(bound -> bound / divisor),
                        DoubleStream.of(Double.POSITIVE_INFINITY))
                .toArray();
        this.labels = Arrays.stream(exposed)
                .limit(recorded.length)
                .mapToObj(bound -> label(Double.toString(bound)))
                .toArray(byte[][]::new);
    }

    private static byte[] label(String bound) {
        return ("le=\"" + bound + "\"").getBytes(StandardCharsets.UTF_8);
    }

    int size() {
        return recorded.length;
    }

    /** In the unit of exposition. */
    double bound(int index) {
        return exposed[index];
    }

    double[] recordedBounds() {
        return recorded.clone();
    }

    /** The label that tells a bucket. */
    byte[] label(int index) {
        return labels[index];
    }

    long cumulativeCount(int index, HistogramReading reading) {
        return reading.cumulativeCount(recorderBounds[index]);
    }

    CountAtBucket[] cumulative(HistogramReading reading) {
        CountAtBucket[] counts = new CountAtBucket[recorded.length];
        Arrays.setAll(counts, i -> new CountAtBucket(recorded[i], cumulativeCount(i, reading)));
        return counts;
    }

    /** As the client library has them: each for itself. */
    ClassicHistogramBuckets snapshot(HistogramReading reading) {
        if (recorded.length == 0) {
            return ClassicHistogramBuckets.EMPTY;
        }
        long[] counts = new long[exposed.length];
        long below = 0;
        for (int i = 0; i < recorded.length; i++) {
            long cumulative = cumulativeCount(i, reading);
            counts[i] = cumulative - below;
            below = cumulative;
        }
        counts[recorded.length] = reading.count() - below;
        return ClassicHistogramBuckets.of(exposed, counts);
    }
}
