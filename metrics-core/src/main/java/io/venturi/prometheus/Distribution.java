package io.venturi.prometheus;

import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.prometheus.metrics.core.exemplars.ExemplarSampler;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.venturi.distribution.RecordedDistribution;
import io.venturi.histogram.HistogramReading;
import org.jspecify.annotations.Nullable;

/** The distribution of a timer or a summary, as expositions see it. Thread-safe. */
final class Distribution {

    private final ExposedKind kind;
    private final RecordedDistribution recorded;
    private final @Nullable ExemplarSampler exemplars;

    Distribution(ExposedKind kind, RecordedDistribution recorded, @Nullable ExemplarSampler exemplars) {
        this.kind = kind;
        this.recorded = recorded;
        this.exemplars = exemplars;
    }

    ExposedKind kind() {
        return kind;
    }

    HistogramReading read(HistogramReading reading) {
        return recorded.read(reading);
    }

    /** The greatest value of late, in the unit of recording. */
    double max() {
        return recorded.max();
    }

    /** Quantiles of late, in the unit of recording; none were asked for mostly. */
    ValueAtPercentile[] quantiles() {
        return recorded.quantiles();
    }

    /** In the unit of recording. */
    Exemplars exemplars() {
        return exemplars == null ? Exemplars.EMPTY : exemplars.collect();
    }
}
