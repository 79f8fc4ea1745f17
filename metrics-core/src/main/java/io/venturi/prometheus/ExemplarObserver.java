package io.venturi.prometheus;

import io.prometheus.metrics.core.exemplars.ExemplarSampler;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.venturi.distribution.RecordedDistribution;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** Keeps exemplars of what a meter records, in its unit of recording. Thread-safe. */
final class ExemplarObserver implements DoubleConsumer {

    private final ExemplarSampler sampler;

    private ExemplarObserver(ExemplarSampler sampler) {
        this.sampler = sampler;
    }

    static @Nullable ExemplarObserver of(@Nullable ExemplarSampler sampler) {
        return sampler == null ? null : new ExemplarObserver(sampler);
    }

    @Override
    public void accept(double value) {
        sampler.observe(value);
    }

    /** The exemplars of a meter that has an observer of this kind, or none. */
    static Exemplars of(RecordedDistribution meter) {
        return meter.observer() instanceof ExemplarObserver observer ? observer.sampler.collect() : Exemplars.EMPTY;
    }
}
