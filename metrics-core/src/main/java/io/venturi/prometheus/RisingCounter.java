package io.venturi.prometheus;

import io.micrometer.core.instrument.cumulative.CumulativeCounter;
import io.prometheus.metrics.core.exemplars.ExemplarSampler;
import io.prometheus.metrics.model.snapshots.Exemplar;
import org.jspecify.annotations.Nullable;

/** A counter that ignores what is no increase, as Micrometer's does: one that fell would make scrapes fail. */
final class RisingCounter extends CumulativeCounter {

    private final @Nullable ExemplarSampler exemplars;

    RisingCounter(Id id, @Nullable ExemplarSampler exemplars) {
        super(id);
        this.exemplars = exemplars;
    }

    @Override
    public void increment(double amount) {
        if (amount > 0) {
            super.increment(amount);
            if (exemplars != null) {
                exemplars.observe(amount);
            }
        }
    }

    @Nullable
    Exemplar exemplar() {
        return exemplars == null ? null : exemplars.collect().getLatest();
    }
}
