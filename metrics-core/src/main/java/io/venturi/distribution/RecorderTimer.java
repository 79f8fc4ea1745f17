package io.venturi.distribution;

import io.micrometer.core.instrument.AbstractMeter;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.util.TimeUtils;
import io.venturi.histogram.HistogramRecorder;
import io.venturi.instrument.BulkTimer;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A timer whose durations go into a {@link HistogramRecorder}, in nanoseconds. It is none of Micrometer's {@code AbstractTimer}s: what that
 * does around a recording takes half as long as the recording.
 */
public class RecorderTimer extends AbstractMeter implements BulkTimer, Recorded {

    private final Clock clock;
    private final HistogramRecorder recorder;
    private final RecordedDistribution recorded;
    private final @Nullable DoubleConsumer observer;

    /**
     * A timer.
     *
     * @param clock that work is timed by
     * @param observer is told of each duration in nanoseconds, once it is recorded; null for none
     */
    // A field that is mostly null, and no method to override: the recording stays one piece for the compiler.
    public RecorderTimer(
            Id id, Clock clock, DistributionKind<HistogramRecorder> kind, @Nullable DoubleConsumer observer) {
        super(id);
        this.clock = clock;
        this.recorder = kind.newRecorder();
        this.recorded = new RecordedDistribution(kind, recorder, clock);
        this.observer = observer;
    }

    @Override
    public final void record(long amount, TimeUnit unit) {
        record(unit.toNanos(amount), 1L);
    }

    @Override
    public final void record(long nanos, long times) {
        recorder.record(nanos, times);
        if (observer != null && nanos >= 0 && times > 0) {
            observer.accept((double) nanos);
        }
    }

    @Override
    public final <T> T record(Supplier<T> work) {
        long start = clock.monotonicTime();
        try {
            return work.get();
        } finally {
            recordSince(start);
        }
    }

    @Override
    public final <T> T recordCallable(Callable<T> work) throws Exception {
        long start = clock.monotonicTime();
        try {
            return work.call();
        } finally {
            recordSince(start);
        }
    }

    @Override
    public final void record(Runnable work) {
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
    public final TimeUnit baseTimeUnit() {
        return TimeUnit.SECONDS;
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
    public final double totalTime(TimeUnit unit) {
        return TimeUtils.nanosToUnit(recorded.sum(), unit);
    }

    @Override
    public final double max(TimeUnit unit) {
        return TimeUtils.nanosToUnit(recorded.max(), unit);
    }

    @Override
    public final HistogramSnapshot takeSnapshot() {
        return recorded.snapshot();
    }
}
