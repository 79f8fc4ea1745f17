package io.venturi.prometheus;

import io.prometheus.metrics.config.ExemplarsProperties;
import io.prometheus.metrics.core.exemplars.ExemplarSampler;
import io.prometheus.metrics.core.exemplars.ExemplarSamplerConfig;
import io.prometheus.metrics.tracer.common.SpanContext;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Makes samplers of exemplars, which take the trace that is active when a value is recorded; none without a tracer. */
final class ExemplarSamplers {

    private final @Nullable SpanContext tracer;
    private final ExemplarsProperties properties;
    private final ExemplarSamplerConfig single;
    /** By the bounds, so that meters of one kind share it. */
    private final Map<List<Double>, ExemplarSamplerConfig> byBounds = new ConcurrentHashMap<>();

    ExemplarSamplers(@Nullable SpanContext tracer, ExemplarsProperties properties) {
        this.tracer = tracer;
        this.properties = properties;
        this.single = new ExemplarSamplerConfig(properties, 1);
    }

    /** A sampler that keeps one. */
    @Nullable
    ExemplarSampler single() {
        return tracer == null ? null : new ExemplarSampler(single, tracer);
    }

    /** A sampler that keeps one for each bucket, the last of which is without a bound. */
    @Nullable
    ExemplarSampler perBucket(double[] bounds) {
        if (tracer == null) {
            return null;
        }
        if (bounds.length == 0) {
            return single();
        }
        double[] all = Arrays.copyOf(bounds, bounds.length + 1);
        all[bounds.length] = Double.POSITIVE_INFINITY;
        List<Double> key = Arrays.stream(all).boxed().toList();
        return new ExemplarSampler(
                byBounds.computeIfAbsent(key, ignored -> new ExemplarSamplerConfig(properties, all)), tracer);
    }
}
