package io.venturi.prometheus;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.venturi.distribution.DistributionKind;
import io.venturi.histogram.HistogramReading;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/** The classic buckets that meters of one kind ask for, but for the one without a bound. Immutable. */
final class Buckets {

    /** The label of the bucket without a bound. */
    static final byte[] INFINITE = label("+Inf");

    private final DistributionKind<?> kind;
    /** In the unit of exposition; the last is without a bound. */
    private final double[] exposed;

    private final byte[][] labels;

    /**
     * Buckets.
     *
     * @param divisor how many units of recording the exposed one is
     */
    Buckets(DistributionKind<?> kind, double divisor) {
        this.kind = kind;
        double[] recorded = kind.bounds();
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
        return labels.length;
    }

    /** In the unit of exposition. */
    double bound(int index) {
        return exposed[index];
    }

    /** The label that tells a bucket. */
    byte[] label(int index) {
        return labels[index];
    }

    long cumulativeCount(int index, HistogramReading reading) {
        return kind.cumulativeCount(index, reading);
    }

    /** As the client library has them: each for itself. */
    ClassicHistogramBuckets snapshot(HistogramReading reading) {
        if (size() == 0) {
            return ClassicHistogramBuckets.EMPTY;
        }
        long[] counts = new long[exposed.length];
        long below = 0;
        for (int i = 0; i < size(); i++) {
            long cumulative = cumulativeCount(i, reading);
            counts[i] = cumulative - below;
            below = cumulative;
        }
        counts[size()] = reading.count() - below;
        return ClassicHistogramBuckets.of(exposed, counts);
    }
}
