package io.venturi.jdbc.store;

import java.time.Instant;
import java.util.UUID;

/**
 * The newest value of a series.
 *
 * @param runtimeId the component whose series it is
 * @param componentType its kind, such as {@code worker_pool}
 * @param runtime its name among those
 * @param series what was sampled
 * @param time when it was read, with microseconds
 * @param value may be NaN or infinite
 */
public record LatestSample(
        UUID runtimeId, String componentType, String runtime, MetricSeries series, Instant time, double value) {}
