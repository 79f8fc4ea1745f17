package io.venturi.distribution;

import io.micrometer.core.instrument.AbstractDistributionSummary;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.NoopHistogram;
import io.venturi.histogram.ScaledHistogramRecorder;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** A summary whose amounts go into a {@link ScaledHistogramRecorder}. */
public class RecorderSummary extends AbstractDistributionSummary implements Recorded {

    private final ScaledHistogramRecorder recorder;
    private final RecordedDistribution recorded;
    private final DroppedAmounts dropped;
    private final @Nullable DoubleConsumer observer;

    /**
     * A summary.
     *
     * @param scale what amounts are multiplied by
     * @param dropped is told of amounts that cannot be recorded
     * @param observer is told of each amount, once it is recorded; null for none
     */
    public RecorderSummary(
            Id id,
            Clock clock,
            double scale,
            DistributionKind<ScaledHistogramRecorder> kind,
            DroppedAmounts dropped,
            @Nullable DoubleConsumer observer) {
        super(id, scale, NoopHistogram.INSTANCE);
        this.recorder = kind.newRecorder();
        this.recorded = new RecordedDistribution(kind, recorder, clock);
        this.dropped = dropped;
        this.observer = observer;
    }

    @Override
    protected final void recordNonNegative(double amount) {
        recorder.record(amount);
        if (!(amount <= Double.MAX_VALUE)) {
            dropped.notFinite(getId(), amount, recorder.rejected());
        } else if (observer != null) {
            observer.accept(amount);
        }
    }

    @Override
    public final RecordedDistribution recorded() {
        return recorded;
    }

    @Override
    public final long count() {
        return recorded.count();
    }

    @Override
    public final double totalAmount() {
        return recorded.sum();
    }

    @Override
    public final double max() {
        return recorded.max();
    }

    @Override
    public final HistogramSnapshot takeSnapshot() {
        return recorded.snapshot();
    }
}
