package io.venturi.instrument;

import io.venturi.catalog.MeterSpec;
import java.util.function.DoubleSupplier;

/** A function that a scrape asks. It may fail: a gauge then shows NaN, a counter, which has no NaN, its last value. */
final class HostFunction {

    private final MeterScope scope;
    private final MeterSpec spec;
    private final DoubleSupplier value;
    private final boolean keepLast;
    private volatile double last;
    private volatile boolean probing;
    private volatile boolean probed;

    HostFunction(MeterScope scope, MeterSpec spec, DoubleSupplier value, boolean keepLast) {
        this.scope = scope;
        this.spec = spec;
        this.value = value;
        this.keepLast = keepLast;
        this.last = keepLast ? 0 : Double.NaN;
    }

    double read() {
        if (probing) {
            probed = true;
            return last;
        }
        try {
            double now = value.getAsDouble();
            if (keepLast) {
                last = now;
            }
            return now;
        } catch (RuntimeException e) {
            scope.failed(spec, Problem.FUNCTION_FAILED, e);
            return last;
        }
    }

    /**
     * Whether reading {@code meter} asks this function. It does not where the registry had such a meter already: Micrometer
     * then hands that one out and forgets ours without a word.
     */
    boolean answers(Runnable meter) {
        probing = true;
        try {
            meter.run();
        } finally {
            probing = false;
        }
        return probed;
    }
}
