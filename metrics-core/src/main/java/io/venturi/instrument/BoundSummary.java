package io.venturi.instrument;

import io.micrometer.core.instrument.DistributionSummary;
import io.venturi.catalog.MeterSpec;
import org.jspecify.annotations.Nullable;

/** A histogram of amounts whose labels are resolved. Thread-safe; recording never throws. */
public final class BoundSummary {

    private final MeterScope scope;
    private final MeterSpec spec;
    private final @Nullable DistributionSummary summary;

    BoundSummary(MeterScope scope, MeterSpec spec, @Nullable DistributionSummary summary) {
        this.scope = scope;
        this.spec = spec;
        this.summary = summary;
    }

    /** Records an amount in the meter's unit; a negative one is dropped and counted as invalid. */
    public void record(long amount) {
        DistributionSummary target = summary;
        if (target == null || !scope.accepts(spec, amount)) {
            return;
        }
        try {
            target.record((double) amount);
        } catch (RuntimeException e) {
            scope.failed(spec, Problem.RECORDING_FAILED, e);
        }
    }
}
