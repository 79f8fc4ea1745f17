package io.venturi.distribution;

import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What few distributions have, behind one reference.
 *
 * @param window what quantiles are of, where any were asked for
 * @param observer is told of each value, where anybody is
 */
record Attachments(
        @Nullable QuantileWindow window, @Nullable DoubleConsumer observer) {

    /** Those of a kind with an observer; null where there are none. */
    static @Nullable Attachments of(DistributionKind<?> kind, @Nullable DoubleConsumer observer) {
        QuantileWindow window = kind.hasQuantiles() ? kind.quantileWindow() : null;
        return window == null && observer == null ? null : new Attachments(window, observer);
    }

    /** Tells the observer of a value. */
    void observe(double value) {
        if (observer != null) {
            observer.accept(value);
        }
    }
}
