package io.venturi.prometheus;

import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.venturi.histogram.HistogramRecorder;
import io.venturi.histogram.ScaledHistogramRecorder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Kinds by configuration, so that ten thousand timers of one configuration share one. Thread-safe. */
final class DistributionKinds {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Timers of a configuration. */
    record TimerKind(DistributionKind kind, Supplier<HistogramRecorder> recorders) {}

    /** Summaries of a configuration. */
    record SummaryKind(DistributionKind kind, Supplier<ScaledHistogramRecorder> recorders) {}

    private record Key(List<Double> bounds, List<Double> percentiles, Duration expiry, int windowParts) {}

    private final int significantDigits;
    private final NativeOptions nativeOptions;
    private final Map<Key, TimerKind> timers = new ConcurrentHashMap<>();
    private final Map<Key, SummaryKind> summaries = new ConcurrentHashMap<>();

    DistributionKinds(int significantDigits, NativeOptions nativeOptions) {
        this.significantDigits = significantDigits;
        this.nativeOptions = nativeOptions;
    }

    TimerKind timer(DistributionStatisticConfig config) {
        return timers.computeIfAbsent(key(config), this::newTimer);
    }

    SummaryKind summary(DistributionStatisticConfig config) {
        return summaries.computeIfAbsent(key(config), this::newSummary);
    }

    private TimerKind newTimer(Key key) {
        double[] bounds = array(key.bounds);
        // Nanoseconds are whole: at or below 1.5 is at or below 1.
        long[] whole = Arrays.stream(bounds)
                .mapToLong(bound -> (long) bound)
                .distinct()
                .toArray();
        int[] at = Arrays.stream(bounds)
                .mapToInt(bound -> Arrays.binarySearch(whole, (long) bound))
                .toArray();
        return new TimerKind(
                kind(key, new Buckets(bounds, at, NANOS_PER_SECOND), NANOS_PER_SECOND),
                HistogramRecorder.supplier(significantDigits, whole));
    }

    private SummaryKind newSummary(Key key) {
        double[] bounds = array(key.bounds);
        int[] at = new int[bounds.length];
        Arrays.setAll(at, i -> i);
        return new SummaryKind(
                kind(key, new Buckets(bounds, at, 1), 1), ScaledHistogramRecorder.supplier(significantDigits, bounds));
    }

    private DistributionKind kind(Key key, Buckets buckets, double divisor) {
        return new DistributionKind(
                buckets, array(key.percentiles), key.expiry.toNanos(), key.windowParts, divisor, nativeOptions);
    }

    private static Key key(DistributionStatisticConfig config) {
        List<Double> bounds = config.isPublishingHistogram()
                ? config.getHistogramBuckets(true).stream()
                        .filter(bound -> bound >= 0 && bound <= Double.MAX_VALUE)
                        .toList()
                : List.of();
        double @Nullable [] percentiles = config.getPercentiles();
        Duration expiry = config.getExpiry();
        Integer parts = config.getBufferLength();
        return new Key(
                bounds,
                percentiles == null
                        ? List.of()
                        : Arrays.stream(percentiles).boxed().toList(),
                expiry == null ? Duration.ofMinutes(1) : expiry,
                parts == null ? 1 : parts);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
