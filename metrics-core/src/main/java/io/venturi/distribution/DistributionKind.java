package io.venturi.distribution;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.venturi.histogram.DistributionRecorder;
import io.venturi.histogram.HistogramReading;
import io.venturi.histogram.HistogramSnapshot;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * What timers, or summaries, of the same configuration share. Bounds are in the unit of recording. Immutable.
 *
 * @param <R> what they record into
 */
public final class DistributionKind<R extends DistributionRecorder> {

    private final Clock clock;
    private final Supplier<R> recorders;
    private final double[] bounds;
    /** Which of the recorder's bounds each is. */
    private final int[] recorderBounds;

    private final double[] percentiles;
    private final long expiryNanos;
    private final int windowParts;

    DistributionKind(DistributionConfig config, Clock clock, Supplier<R> recorders, int[] recorderBounds) {
        this.clock = clock;
        this.recorders = recorders;
        this.bounds = config.boundArray();
        this.recorderBounds = recorderBounds;
        this.percentiles = config.percentileArray();
        this.expiryNanos = config.expiry().toNanos();
        this.windowParts = config.windowParts();
    }

    /** The registry's. */
    Clock clock() {
        return clock;
    }

    R newRecorder() {
        return recorders.get();
    }

    /** The bounds of the buckets that were asked for, ascending and finite. */
    public double[] bounds() {
        return bounds.clone();
    }

    /** How many values are at or below a bound. */
    public long cumulativeCount(int index, HistogramReading reading) {
        return reading.cumulativeCount(recorderBounds[index]);
    }

    /** Whether quantiles were asked for. */
    public boolean hasQuantiles() {
        return percentiles.length > 0;
    }

    /** How many halves of an expiry the clock has gone through, which may wrap. */
    int halfExpiries() {
        return (int) Math.floorDiv(clock.monotonicTime(), Math.max(1, expiryNanos / 2));
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

    CountAtBucket[] cumulative(HistogramReading reading) {
        CountAtBucket[] counts = new CountAtBucket[bounds.length];
        Arrays.setAll(counts, i -> new CountAtBucket(bounds[i], cumulativeCount(i, reading)));
        return counts;
    }
}
