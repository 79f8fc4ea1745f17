package io.venturi.distribution;

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
public final class RecorderTimer extends RecordedDistribution implements BulkTimer, Recorded {

    private final HistogramRecorder recorder;

    /**
     * A timer.
     *
     * @param observer is told of each duration in nanoseconds, once it is recorded; null for none
     */
    // A field that is mostly null, and no method to override: the recording stays one piece for the compiler.
    public RecorderTimer(Id id, DistributionKind<HistogramRecorder> kind, @Nullable DoubleConsumer observer) {
        super(id, kind, observer);
        this.recorder = kind.newRecorder();
    }

    @Override
    public void record(long amount, TimeUnit unit) {
        record(unit.toNanos(amount), 1L);
    }

    @Override
    public void record(long nanos, long times) {
        recorder.record(nanos, times);
        if (attachments != null && nanos >= 0 && times > 0) {
            attachments.observe((double) nanos);
        }
    }

    @Override
    public <T> T record(Supplier<T> work) {
        long start = now();
        try {
            return work.get();
        } finally {
            recordSince(start);
        }
    }

    @Override
    public <T> T recordCallable(Callable<T> work) throws Exception {
        long start = now();
        try {
            return work.call();
        } finally {
            recordSince(start);
        }
    }

    @Override
    public void record(Runnable work) {
        long start = now();
        try {
            work.run();
        } finally {
            recordSince(start);
        }
    }

    private void recordSince(long start) {
        record(now() - start, 1L);
    }

    private long now() {
        return kind().clock().monotonicTime();
    }

    @Override
    public TimeUnit baseTimeUnit() {
        return TimeUnit.SECONDS;
    }

    @Override
    HistogramRecorder recorder() {
        return recorder;
    }

    @Override
    public RecordedDistribution recorded() {
        return this;
    }

    @Override
    public double totalTime(TimeUnit unit) {
        return TimeUtils.nanosToUnit(sum(), unit);
    }

    @Override
    public double max(TimeUnit unit) {
        return TimeUtils.nanosToUnit(max(), unit);
    }

    @Override
    public HistogramSnapshot takeSnapshot() {
        return snapshot();
    }
}
