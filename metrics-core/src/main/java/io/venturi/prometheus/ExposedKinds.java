package io.venturi.prometheus;

import io.venturi.distribution.DistributionKind;
import io.venturi.histogram.HistogramRecorder;
import io.venturi.histogram.ScaledHistogramRecorder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How each kind of distribution is exposed, worked out once. Thread-safe. */
final class ExposedKinds {

    private static final double NANOS_PER_SECOND = 1e9;

    private final NativeOptions nativeOptions;
    private final Map<DistributionKind<?>, ExposedKind> kinds = new ConcurrentHashMap<>();

    ExposedKinds(NativeOptions nativeOptions) {
        this.nativeOptions = nativeOptions;
    }

    ExposedKind ofTimer(DistributionKind<HistogramRecorder> kind) {
        return of(kind, NANOS_PER_SECOND);
    }

    ExposedKind ofSummary(DistributionKind<ScaledHistogramRecorder> kind) {
        return of(kind, 1);
    }

    private ExposedKind of(DistributionKind<?> kind, double divisor) {
        return kinds.computeIfAbsent(
                kind, one -> new ExposedKind(new Buckets(one, divisor), one.hasQuantiles(), divisor, nativeOptions));
    }
}
