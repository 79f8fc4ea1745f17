package io.venturi.distribution;

import io.micrometer.core.instrument.AbstractTimer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.NoopHistogram;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.venturi.instrument.BulkTimer;
import java.util.concurrent.TimeUnit;

/** A timer that makes up for pauses of the JVM, as Micrometer does where the host sets a detector of them. */
public final class PauseAwareTimer extends AbstractTimer implements BulkTimer, Recorded {

    private final RecorderTimer timer;

    /** A timer that records into another. */
    public PauseAwareTimer(RecorderTimer timer, Clock clock, PauseDetector pauses) {
        super(timer.getId(), clock, pauses, TimeUnit.SECONDS, NoopHistogram.INSTANCE);
        this.timer = timer;
    }

    @Override
    protected void recordNonNegative(long amount, TimeUnit unit) {
        timer.record(amount, unit);
    }

    @Override
    public void record(long nanos, long times) {
        timer.record(nanos, times);
    }

    @Override
    public RecordedDistribution recorded() {
        return timer;
    }

    @Override
    public long count() {
        return timer.count();
    }

    @Override
    public double totalTime(TimeUnit unit) {
        return timer.totalTime(unit);
    }

    @Override
    public double max(TimeUnit unit) {
        return timer.max(unit);
    }

    @Override
    public HistogramSnapshot takeSnapshot() {
        return timer.takeSnapshot();
    }
}
