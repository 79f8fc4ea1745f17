package io.venturi.instrument;

import io.micrometer.core.instrument.Timer;
import io.venturi.catalog.MeterSpec;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A duration histogram whose labels are resolved. Thread-safe; recording never throws. */
public final class BoundTimer {

    private final MeterScope scope;
    private final MeterSpec spec;
    private final @Nullable Timer timer;

    BoundTimer(MeterScope scope, MeterSpec spec, @Nullable Timer timer) {
        this.scope = scope;
        this.spec = spec;
        this.timer = timer;
    }

    /** Records a duration; a negative one is dropped and counted as invalid. */
    public void recordNanos(long nanos) {
        recordNanos(nanos, 1);
    }

    /** Records the same duration {@code times} times. */
    public void recordNanos(long nanos, long times) {
        Timer target = timer;
        if (target == null || !scope.accepts(spec, nanos)) {
            return;
        }
        try {
            for (long i = 0; i < times; i++) {
                target.record(nanos, TimeUnit.NANOSECONDS);
            }
        } catch (RuntimeException e) {
            scope.failed(spec, Problem.RECORDING_FAILED, e);
        }
    }
}
