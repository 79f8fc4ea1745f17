package io.venturi;

import io.venturi.catalog.MeterSpec;
import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Problem;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A total that is recorded, kept by a function of the host's, or both. */
final class HostTotal {

    private final LongAdder recorded = new LongAdder();
    private volatile @Nullable LongSupplier kept;
    private volatile long lastKept;

    /** A total that is shown as a counter. */
    static HostTotal shown(MeterScope scope, MeterSpec spec, String... labelValues) {
        HostTotal total = new HostTotal();
        scope.counter(spec, total::sum, labelValues);
        return total;
    }

    void add(long count) {
        recorded.add(count);
    }

    void bind(MeterScope scope, MeterSpec spec, LongSupplier function) {
        kept = () -> {
            try {
                lastKept = Math.max(0, function.getAsLong());
            } catch (RuntimeException e) {
                scope.invalid(spec, Problem.FUNCTION_FAILED);
            }
            return lastKept;
        };
    }

    boolean isBound() {
        return kept != null;
    }

    long sum() {
        return recordedSum() + boundSum();
    }

    long recordedSum() {
        return recorded.sum();
    }

    /** What the host's function says; 0 without one. */
    long boundSum() {
        LongSupplier function = kept;
        return function == null ? 0 : function.getAsLong();
    }
}
