package io.venturi.prometheus;

import io.micrometer.core.instrument.Clock;
import io.prometheus.metrics.core.exemplars.ExemplarSampler;
import io.venturi.distribution.DistributionKind;
import io.venturi.distribution.RecorderTimer;
import io.venturi.histogram.HistogramRecorder;
import org.jspecify.annotations.Nullable;

/** A timer that is exposed. */
final class RecordingTimer extends RecorderTimer implements Distributed {

    private final Distribution distribution;

    RecordingTimer(
            Id id,
            Clock clock,
            DistributionKind<HistogramRecorder> kind,
            ExposedKind exposed,
            @Nullable ExemplarSampler exemplars) {
        super(id, clock, kind, exemplars == null ? null : exemplars::observe);
        this.distribution = new Distribution(exposed, recorded(), exemplars);
    }

    @Override
    public Distribution distribution() {
        return distribution;
    }
}
