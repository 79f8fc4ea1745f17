package io.venturi.prometheus;

import io.micrometer.core.instrument.AbstractMeter;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.util.TimeUtils;
import io.prometheus.metrics.core.exemplars.ExemplarSampler;
import io.venturi.histogram.HistogramReading;
import io.venturi.histogram.HistogramRecorder;
import io.venturi.instrument.BulkTimer;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A timer whose durations go into a {@link HistogramRecorder}, in nanoseconds. It is none of Micrometer's {@code AbstractTimer}s: what that
 * does around a recording takes half as long as the recording.
 */
final class RecordingTimer extends AbstractMeter implements BulkTimer, Distributed {

    private final Clock clock;
    private final HistogramRecorder recorder;
    private final @Nullable ExemplarSampler exemplars;
    private final Distribution distribution;

    RecordingTimer(Id id, Clock clock, DistributionKinds.TimerKind kind, @Nullable ExemplarSampler exemplars) {
        super(id);
        this.clock = clock;
        this.recorder = kind.recorders().get();
        this.exemplars = exemplars;
        this.distribution = new Distribution(kind.kind(), recorder, clock, exemplars);
    }

    @Override
    public void record(long amount, TimeUnit unit) {
        record(unit.toNanos(amount), 1L);
    }

    @Override
    public void record(long nanos, long times) {
        recorder.record(nanos, times);
        if (exemplars != null && nanos >= 0 && times > 0) {
            exemplars.observe((double) nanos);
        }
    }

    @Override
    public <T> T record(Supplier<T> work) {
        long start = clock.monotonicTime();
        try {
            return work.get();
        } finally {
            recordSince(start);
        }
    }

    @Override
    public <T> T recordCallable(Callable<T> work) throws Exception {
        long start = clock.monotonicTime();
        try {
            return work.call();
        } finally {
            recordSince(start);
        }
    }

    @Override
    public void record(Runnable work) {
        long start = clock.monotonicTime();
        try {
            work.run();
        } finally {
            recordSince(start);
        }
    }

    private void recordSince(long start) {
        record(clock.monotonicTime() - start, 1L);
    }

    @Override
    public TimeUnit baseTimeUnit() {
        return TimeUnit.SECONDS;
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
