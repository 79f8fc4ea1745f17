package io.venturi;

import io.venturi.catalog.MeterSpec;
import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Problem;

/** The one check of counts that a host passes: what is refused is counted, by reason. */
final class Counts {

    /** Far more than any batch has, and far from where sums would overflow. */
    private static final long MAX = 1L << 40;

    private Counts() {}

    /** Whether there is something to record and where to: 0 is nothing, and no mistake. */
    static boolean accept(MeterScope scope, MeterSpec spec, long count) {
        if (count > 0 && count <= MAX && scope.isOpen()) {
            return true;
        }
        if (count != 0) {
            refuse(scope, spec, count);
        }
        return false;
    }

    private static void refuse(MeterScope scope, MeterSpec spec, long count) {
        if (count < 0) {
            scope.invalid(spec, Problem.NEGATIVE);
        } else if (count > MAX) {
            scope.invalid(spec, Problem.TOO_LARGE);
        } else {
            scope.invalid(spec, Problem.CLOSED);
        }
    }
}
