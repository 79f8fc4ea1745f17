package io.venturi.prometheus;

import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.venturi.histogram.HistogramReading;
import io.venturi.histogram.HistogramSnapshot;
import io.venturi.histogram.NativeHistogram;

/** What timers, or summaries, of the same configuration share. Immutable. */
final class DistributionKind {

    private final Buckets buckets;
    private final double[] percentiles;
    private final long expiryNanos;
    private final int windowParts;
    private final double divisor;
    private final NativeOptions nativeOptions;

    DistributionKind(
            Buckets buckets,
            double[] percentiles,
            long expiryNanos,
            int windowParts,
            double divisor,
            NativeOptions nativeOptions) {
        this.buckets = buckets;
        this.percentiles = percentiles;
        this.expiryNanos = expiryNanos;
        this.windowParts = windowParts;
        this.divisor = divisor;
        this.nativeOptions = nativeOptions;
    }

    Buckets buckets() {
        return buckets;
    }

    /** Whether quantiles are computed here, which histograms have no room for beside them. */
    boolean hasQuantiles() {
        return percentiles.length > 0;
    }

    long expiryNanos() {
        return expiryNanos;
    }

    /** From the unit of recording to the one that is exposed. */
    double exposed(double recorded) {
        return recorded / divisor;
    }

    QuantileWindow quantileWindow() {
        return new QuantileWindow(expiryNanos, windowParts);
    }

    ValueAtPercentile[] quantiles(HistogramSnapshot window) {
        ValueAtPercentile[] values = new ValueAtPercentile[percentiles.length];
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    new ValueAtPercentile(percentiles[i], window.count() == 0 ? 0 : window.quantile(percentiles[i]));
        }
        return values;
    }

    NativeHistogram nativeHistogram(HistogramReading reading) {
        return reading.snapshot().nativeHistogram(1 / divisor, nativeOptions.schema(), nativeOptions.maxBuckets());
    }
}
