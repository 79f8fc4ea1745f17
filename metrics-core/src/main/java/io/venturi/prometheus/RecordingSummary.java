package io.venturi.prometheus;

import io.micrometer.core.instrument.AbstractDistributionSummary;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.NoopHistogram;
import io.prometheus.metrics.core.exemplars.ExemplarSampler;
import io.venturi.histogram.HistogramReading;
import io.venturi.histogram.ScaledHistogramRecorder;
import org.jspecify.annotations.Nullable;

/** A summary whose amounts go into a {@link ScaledHistogramRecorder}. */
final class RecordingSummary extends AbstractDistributionSummary implements Distributed {

    private final ScaledHistogramRecorder recorder;
    private final @Nullable ExemplarSampler exemplars;
    private final DroppedAmounts dropped;
    private final Distribution distribution;

    RecordingSummary(
            Id id,
            Clock clock,
            double scale,
            DistributionKinds.SummaryKind kind,
            @Nullable ExemplarSampler exemplars,
            DroppedAmounts dropped) {
        super(id, scale, NoopHistogram.INSTANCE);
        this.recorder = kind.recorders().get();
        this.exemplars = exemplars;
        this.dropped = dropped;
        this.distribution = new Distribution(kind.kind(), recorder, clock, exemplars);
    }

    @Override
    protected void recordNonNegative(double amount) {
        recorder.record(amount);
        if (!(amount <= Double.MAX_VALUE)) {
            dropped.notFinite(getId(), amount, recorder.rejected());
        } else if (exemplars != null) {
            exemplars.observe(amount);
        }
    }

    @Override
    public Distribution distribution() {
        return distribution;
    }

    @Override
    public long count() {
        return distribution.read(new HistogramReading()).count();
    }

    @Override
    public double totalAmount() {
        return distribution.read(new HistogramReading()).sum();
    }

    @Override
    public double max() {
        return distribution.max();
    }

    @Override
    public HistogramSnapshot takeSnapshot() {
        return distribution.snapshot();
    }
}
