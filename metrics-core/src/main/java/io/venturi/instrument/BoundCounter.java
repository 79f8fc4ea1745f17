package io.venturi.instrument;

import io.micrometer.core.instrument.Counter;
import io.venturi.catalog.MeterSpec;
import org.jspecify.annotations.Nullable;

/** A counter whose labels are resolved. Thread-safe; recording never throws, blocks or allocates. */
public final class BoundCounter {

    private final MeterScope scope;
    private final MeterSpec spec;
    private final @Nullable Counter counter;

    BoundCounter(MeterScope scope, MeterSpec spec, @Nullable Counter counter) {
        this.scope = scope;
        this.spec = spec;
        this.counter = counter;
    }

    /** Counts one. */
    public void increment() {
        increment(1);
    }

    /** Counts {@code amount}; a negative amount is dropped and counted as invalid. */
    public void increment(long amount) {
        Counter target = counter;
        if (target == null || !scope.accepts(spec, amount)) {
            return;
        }
        try {
            target.increment((double) amount);
        } catch (RuntimeException e) {
            scope.failed(spec, Problem.RECORDING_FAILED, e);
        }
    }
}
