package io.venturi.prometheus;

import io.micrometer.core.instrument.AbstractTimer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.NoopHistogram;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.util.TimeUtils;
import io.prometheus.metrics.core.exemplars.ExemplarSampler;
import io.venturi.histogram.HistogramReading;
import io.venturi.histogram.HistogramRecorder;
import io.venturi.instrument.BulkTimer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A timer whose durations go into a {@link HistogramRecorder}, in nanoseconds. */
final class RecordingTimer extends AbstractTimer implements BulkTimer {

    private final HistogramRecorder recorder;
    private final @Nullable ExemplarSampler exemplars;
    private final Distribution distribution;

    RecordingTimer(
            Id id,
            Clock clock,
            PauseDetector pauses,
            DistributionKinds.TimerKind kind,
            @Nullable ExemplarSampler exemplars) {
        super(id, clock, pauses, TimeUnit.SECONDS, NoopHistogram.INSTANCE);
        this.recorder = kind.recorders().get();
        this.exemplars = exemplars;
        this.distribution = new Distribution(kind.kind(), recorder, clock, exemplars);
    }

    @Override
    protected void recordNonNegative(long amount, TimeUnit unit) {
        record(unit.toNanos(amount), 1L);
    }

    @Override
    public void record(long nanos, long times) {
        recorder.record(nanos, times);
        if (exemplars != null && nanos >= 0 && times > 0) {
            exemplars.observe((double) nanos);
        }
    }

    Distribution distribution() {
        return distribution;
    }

    @Override
    public long count() {
        return distribution.read(new HistogramReading()).count();
    }

    @Override
    public double totalTime(TimeUnit unit) {
        return TimeUtils.nanosToUnit(distribution.read(new HistogramReading()).sum(), unit);
    }

    @Override
    public double max(TimeUnit unit) {
        return TimeUtils.nanosToUnit(distribution.max(), unit);
    }

    @Override
    public HistogramSnapshot takeSnapshot() {
        return distribution.snapshot();
    }
}
