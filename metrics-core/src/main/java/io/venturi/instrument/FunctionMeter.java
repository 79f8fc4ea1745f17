package io.venturi.instrument;

import io.micrometer.core.instrument.Meter;
import io.venturi.catalog.MeterSpec;
import io.venturi.catalog.MeterType;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a gauge or function counter of ours asks when it is scraped: as a rule one function, but several where a filter of
 * the host's maps several handles to one series. Of counters that makes the sum; gauges have no common meaning and show NaN.
 */
final class FunctionMeter {

    private final List<HostFunction> functions = new CopyOnWriteArrayList<>();
    private final boolean counts;

    // What functions that have gone had counted: a counter must not fall because one of its tables is closed.
    private double gone;

    FunctionMeter(HostFunction first) {
        counts = first.isCounter();
        functions.add(first);
    }

    double read() {
        if (!counts) {
            return functions.size() == 1 ? functions.get(0).read() : Double.NaN;
        }
        double sum = gone();
        for (HostFunction function : functions) {
            sum += function.read();
        }
        return sum;
    }

    void add(HostFunction function) {
        functions.add(function);
    }

    synchronized void remove(HostFunction function) {
        if (functions.remove(function) && counts) {
            gone += function.read();
        }
    }

    private synchronized double gone() {
        return gone;
    }

    /** A function that may fail: a gauge then shows NaN, a counter, which has no NaN, its last value. */
    static final class HostFunction {

        private final MeterScope scope;
        private final MeterSpec spec;
        private final DoubleSupplier value;
        private volatile double last;

        HostFunction(MeterScope scope, MeterSpec spec, DoubleSupplier value) {
            this.scope = scope;
            this.spec = spec;
            this.value = value;
            this.last = isCounter() ? 0 : Double.NaN;
        }

        boolean isCounter() {
            return spec.type() == MeterType.COUNTER;
        }

        double read() {
            try {
                double now = value.getAsDouble();
                if (isCounter()) {
                    last = now;
                }
                return now;
            } catch (RuntimeException e) {
                scope.failed(spec, Problem.FUNCTION_FAILED, e);
                return last;
            }
        }
    }

    /** A meter that a scope registered, and the function behind it where it has one. */
    record Use(Meter meter, @Nullable HostFunction function) {}
}
