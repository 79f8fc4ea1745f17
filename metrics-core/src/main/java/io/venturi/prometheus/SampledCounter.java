package io.venturi.prometheus;

import io.micrometer.core.instrument.cumulative.CumulativeCounter;
import io.prometheus.metrics.core.exemplars.ExemplarSampler;
import io.prometheus.metrics.model.snapshots.Exemplar;
import org.jspecify.annotations.Nullable;

/** A counter with an exemplar. */
final class SampledCounter extends CumulativeCounter {

    private final ExemplarSampler exemplars;

    SampledCounter(Id id, ExemplarSampler exemplars) {
        super(id);
        this.exemplars = exemplars;
    }

    @Override
    public void increment(double amount) {
        super.increment(amount);
        exemplars.observe(amount);
    }

    @Nullable
    Exemplar exemplar() {
        return exemplars.collect().getLatest();
    }
}
