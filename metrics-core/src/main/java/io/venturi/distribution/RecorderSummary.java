package io.venturi.distribution;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.venturi.histogram.ScaledHistogramRecorder;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** A summary whose amounts go into a {@link ScaledHistogramRecorder}. */
public final class RecorderSummary extends RecordedDistribution implements DistributionSummary, Recorded {

    private final ScaledHistogramRecorder recorder;
    private final double scale;
    private final DroppedAmounts dropped;

    /**
     * A summary.
     *
     * @param scale what amounts are multiplied by
     * @param dropped is told of amounts that cannot be recorded
     * @param observer is told of each amount, once it is recorded; null for none
     */
    public RecorderSummary(
            Id id,
            double scale,
            DistributionKind<ScaledHistogramRecorder> kind,
            DroppedAmounts dropped,
            @Nullable DoubleConsumer observer) {
        super(id, kind, observer);
        this.recorder = kind.newRecorder();
        this.scale = scale;
        this.dropped = dropped;
    }

    /** Records an amount. One that is negative or no number is dropped, as by all of Micrometer's summaries. */
    @Override
    public void record(double amount) {
        if (amount >= 0) {
            recordNonNegative(scale * amount);
        }
    }

    private void recordNonNegative(double amount) {
        recorder.record(amount);
        if (!(amount <= Double.MAX_VALUE)) {
            dropped.notFinite(getId(), amount, recorder.rejected());
        } else if (attachments != null) {
            attachments.observe(amount);
        }
    }

    @Override
    ScaledHistogramRecorder recorder() {
        return recorder;
    }

    @Override
    public RecordedDistribution recorded() {
        return this;
    }

    @Override
    public double totalAmount() {
        return sum();
    }

    @Override
    public HistogramSnapshot takeSnapshot() {
        return snapshot();
    }
}
