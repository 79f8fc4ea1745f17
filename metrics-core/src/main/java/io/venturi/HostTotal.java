package io.venturi;

import io.venturi.catalog.MeterSpec;
import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Problem;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A total that is recorded, kept by a function of the host's, or both. Thread-safe. */
final class HostTotal {

    private final LongAdder recorded = new LongAdder();
    private volatile @Nullable Kept kept;

    /** A total that is shown as a counter. */
    static HostTotal shown(MeterScope scope, MeterSpec spec, String... labelValues) {
        HostTotal total = new HostTotal();
        scope.counter(spec, total::sum, labelValues);
        return total;
    }

    void add(long count) {
        recorded.add(count);
    }

    /** Adds what {@code function} says at each read; a negative total or a failure is counted, and its last total stands. */
    void bind(MeterScope scope, MeterSpec spec, LongSupplier function) {
        kept = new Kept(scope, spec, function);
    }

    long sum() {
        return recordedSum() + keptSum();
    }

    long recordedSum() {
        return recorded.sum();
    }

    /** What the host's function says; 0 without one. */
    long keptSum() {
        Kept function = kept;
        return function == null ? 0 : function.read();
    }

    /** Whether the host's function, where there is one, answered when it was last asked. */
    boolean isTrusted() {
        Kept function = kept;
        return function == null || function.answered;
    }

    private static final class Kept {
        private final MeterScope scope;
        private final MeterSpec spec;
        private final LongSupplier function;
        private volatile long last;
        private volatile boolean answered;

        Kept(MeterScope scope, MeterSpec spec, LongSupplier function) {
            this.scope = scope;
            this.spec = spec;
            this.function = function;
        }

        long read() {
            try {
                long now = function.getAsLong();
                answered = now >= 0;
                if (answered) {
                    last = now;
                } else {
                    scope.invalid(spec, Problem.NEGATIVE);
                }
            } catch (RuntimeException e) {
                answered = false;
                scope.invalid(spec, Problem.FUNCTION_FAILED);
            }
            return last;
        }
    }
}
