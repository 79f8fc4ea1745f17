package io.venturi.prometheus;

import io.micrometer.core.instrument.Timer;
import io.venturi.distribution.DistributionKind;
import io.venturi.distribution.RecordedDistribution;
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

    /** How a timer, which records nanoseconds, or a summary is exposed. */
    ExposedKind of(RecordedDistribution recorded) {
        ExposedKind known = kinds.get(recorded.kind());
        return known == null ? of(recorded.kind(), recorded instanceof Timer ? NANOS_PER_SECOND : 1) : known;
    }

    private ExposedKind of(DistributionKind<?> kind, double divisor) {
        return kinds.computeIfAbsent(kind, one -> new ExposedKind(new Buckets(one, divisor), divisor, nativeOptions));
    }
}
