package io.venturi.instrument;

import io.micrometer.core.instrument.Timer;
import io.venturi.catalog.MeterSpec;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A duration histogram whose labels are resolved. Thread-safe; recording never throws. */
public final class BoundTimer {

    // Most timers of Micrometer take one value at a time: what a recording may cost is bounded here.
    private static final long MAX_TIMES = 10_000;

    private final MeterScope scope;
    private final MeterSpec spec;
    private final @Nullable Timer timer;
    /** The same, if it is one. */
    private final @Nullable BulkTimer bulk;

    BoundTimer(MeterScope scope, MeterSpec spec, @Nullable Timer timer) {
        this.scope = scope;
        this.spec = spec;
        this.timer = timer;
        this.bulk = timer instanceof BulkTimer one ? one : null;
    }

    /** Records a duration; a negative one is dropped and counted as invalid. */
    public void recordNanos(long nanos) {
        recordNanos(nanos, 1);
    }

    /**
     * Records the same duration {@code times} times. Where the registry's timer is no {@link BulkTimer}, that is 10,000 times at most;
     * the rest is dropped and counted as invalid.
     */
    public void recordNanos(long nanos, long times) {
        Timer target = timer;
        if (target == null || !scope.accepts(spec, nanos)) {
            return;
        }
        try {
            if (bulk != null) {
                bulk.record(nanos, times);
                return;
            }
            if (times > MAX_TIMES) {
                scope.invalid(spec, Problem.TOO_LARGE);
            }
            for (long i = Math.min(times, MAX_TIMES); i > 0; i--) {
                target.record(nanos, TimeUnit.NANOSECONDS);
            }
        } catch (RuntimeException e) {
            scope.failed(spec, Problem.RECORDING_FAILED, e);
        }
    }
}
