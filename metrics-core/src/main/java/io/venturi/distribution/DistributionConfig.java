package io.venturi.distribution;

import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a meter's configuration says of its distribution.
 *
 * @param bounds of buckets, in the unit of recording, ascending and finite
 * @param percentiles that are computed here
 * @param expiry of what is of late
 * @param windowParts in how many steps the window of percentiles moves on
 */
record DistributionConfig(List<Double> bounds, List<Double> percentiles, Duration expiry, int windowParts) {

    static DistributionConfig of(DistributionStatisticConfig config) {
        List<Double> bounds = config.isPublishingHistogram()
                ? config.getHistogramBuckets(true).stream()
                        .filter(bound -> bound >= 0 && bound <= Double.MAX_VALUE)
                        .toList()
                : List.of();
        double @Nullable [] percentiles = config.getPercentiles();
        Duration expiry = config.getExpiry();
        Integer parts = config.getBufferLength();
        return new DistributionConfig(
                bounds,
                percentiles == null
                        ? List.of()
                        : Arrays.stream(percentiles).boxed().toList(),
                expiry == null ? Duration.ofMinutes(1) : expiry,
                parts == null ? 1 : parts);
    }

    double[] boundArray() {
        return array(bounds);
    }

    double[] percentileArray() {
        return array(percentiles);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
