package io.venturi;

import io.venturi.catalog.MeterSpec;
import io.venturi.instrument.MeterScope;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** A gauge that appears when the host first says how to read it; saying so again replaces the function. */
final class HostGauge {

    private final MeterScope scope;
    private final MeterSpec spec;
    private final String[] labelValues;
    private volatile @Nullable DoubleSupplier reading;

    HostGauge(MeterScope scope, MeterSpec spec, String... labelValues) {
        this.scope = scope;
        this.spec = spec;
        this.labelValues = labelValues;
    }

    synchronized void show(DoubleSupplier function) {
        boolean first = reading == null;
        reading = function;
        if (first) {
            scope.gauge(spec, this::read, labelValues);
        }
    }

    void show(double value) {
        show(() -> value);
    }

    /** What the host's function says; NaN without one. */
    double read() {
        DoubleSupplier function = reading;
        return function == null ? Double.NaN : function.getAsDouble();
    }
}
