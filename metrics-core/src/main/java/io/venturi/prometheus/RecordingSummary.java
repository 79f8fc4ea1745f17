package io.venturi.prometheus;

import io.micrometer.core.instrument.Clock;
import io.prometheus.metrics.core.exemplars.ExemplarSampler;
import io.venturi.distribution.DistributionKind;
import io.venturi.distribution.DroppedAmounts;
import io.venturi.distribution.RecorderSummary;
import io.venturi.histogram.ScaledHistogramRecorder;
import org.jspecify.annotations.Nullable;

/** A summary that is exposed. */
final class RecordingSummary extends RecorderSummary implements Distributed {

    private final Distribution distribution;

    RecordingSummary(
            Id id,
            Clock clock,
            double scale,
            DistributionKind<ScaledHistogramRecorder> kind,
            ExposedKind exposed,
            @Nullable ExemplarSampler exemplars,
            DroppedAmounts dropped) {
        super(id, clock, scale, kind, dropped, exemplars == null ? null : exemplars::observe);
        this.distribution = new Distribution(exposed, recorded(), exemplars);
    }

    @Override
    public Distribution distribution() {
        return distribution;
    }
}
