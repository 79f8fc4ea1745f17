package io.venturi.distribution;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.venturi.histogram.DistributionRecorder;
import io.venturi.histogram.HistogramReading;
import org.jspecify.annotations.Nullable;

/** The distribution of a timer or a summary, as its readers see it: in the unit of recording. Thread-safe. */
public final class RecordedDistribution {

    private final DistributionKind<?> kind;
    private final DistributionRecorder recorder;
    private final Clock clock;
    private final MaxWindow max;
    private final @Nullable QuantileWindow window;

    RecordedDistribution(DistributionKind<?> kind, DistributionRecorder recorder, Clock clock) {
        this.kind = kind;
        this.recorder = recorder;
        this.clock = clock;
        this.max = new MaxWindow(clock.monotonicTime());
        this.window = kind.hasQuantiles() ? kind.quantileWindow() : null;
    }

    /** Reads what was recorded so far into {@code reading}, whose memory is used again. */
    public HistogramReading read(HistogramReading reading) {
        recorder.read(reading);
        return reading;
    }

    /** How many values there were. */
    public long count() {
        return read(new HistogramReading()).count();
    }

    /** Their sum. */
    public double sum() {
        return read(new HistogramReading()).sum();
    }

    /** The greatest value of late: since the reading that is older than the meter's expiry. */
    public double max() {
        return max.read(recorder, clock, kind.expiryNanos());
    }

    /** The greatest value since this was last called, or 0: for one reader, beside those who ask for {@link #max}. */
    public double takeMax() {
        return max.take(recorder);
    }

    /** Quantiles of late; none were asked for mostly. */
    public ValueAtPercentile[] quantiles() {
        QuantileWindow asked = window;
        return asked == null ? new ValueAtPercentile[0] : kind.quantiles(asked.read(recorder, clock));
    }

    /** As Micrometer has it, with cumulative counts. */
    public HistogramSnapshot snapshot() {
        HistogramReading reading = read(new HistogramReading());
        CountAtBucket[] counts = kind.cumulative(reading);
        return new HistogramSnapshot(
                reading.count(), reading.sum(), max(), quantiles(), counts.length == 0 ? null : counts, null);
    }
}
