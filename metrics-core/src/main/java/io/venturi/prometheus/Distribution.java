package io.venturi.prometheus;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.prometheus.metrics.core.exemplars.ExemplarSampler;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.venturi.histogram.DistributionRecorder;
import io.venturi.histogram.HistogramReading;
import org.jspecify.annotations.Nullable;

/** The distribution of a timer or a summary, as its readers see it. Thread-safe. */
final class Distribution {

    private final DistributionKind kind;
    private final DistributionRecorder recorder;
    private final Clock clock;
    private final MaxWindow max;
    private final @Nullable ExemplarSampler exemplars;
    private final @Nullable QuantileWindow window;

    Distribution(
            DistributionKind kind, DistributionRecorder recorder, Clock clock, @Nullable ExemplarSampler exemplars) {
        this.kind = kind;
        this.recorder = recorder;
        this.clock = clock;
        this.max = new MaxWindow(clock.monotonicTime());
        this.exemplars = exemplars;
        this.window = kind.hasQuantiles() ? kind.quantileWindow() : null;
    }

    DistributionKind kind() {
        return kind;
    }

    HistogramReading read(HistogramReading reading) {
        recorder.read(reading);
        return reading;
    }

    /** The greatest value of late, in the unit of recording. */
    double max() {
        return max.read(recorder, clock, kind.expiryNanos());
    }

    /** Quantiles of late, in the unit of recording; none were asked for mostly. */
    ValueAtPercentile[] quantiles() {
        QuantileWindow asked = window;
        return asked == null ? new ValueAtPercentile[0] : kind.quantiles(asked.read(recorder, clock));
    }

    /** In the unit of recording. */
    Exemplars exemplars() {
        return exemplars == null ? Exemplars.EMPTY : exemplars.collect();
    }

    /** As Micrometer has it, with cumulative counts. */
    HistogramSnapshot snapshot() {
        HistogramReading reading = read(new HistogramReading());
        CountAtBucket[] counts = kind.buckets().cumulative(reading);
        return new HistogramSnapshot(
                reading.count(), reading.sum(), max(), quantiles(), counts.length == 0 ? null : counts, null);
    }
}
