package io.venturi.distribution;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.venturi.histogram.HistogramRecorder;
import io.venturi.histogram.ScaledHistogramRecorder;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Kinds by configuration, so that ten thousand timers of one configuration share one. One for each registry. Thread-safe. */
public final class DistributionKinds {

    private final int significantDigits;
    private final Clock clock;
    private final Map<DistributionConfig, DistributionKind<HistogramRecorder>> timers = new ConcurrentHashMap<>();
    private final Map<DistributionConfig, DistributionKind<ScaledHistogramRecorder>> summaries =
            new ConcurrentHashMap<>();

    /**
     * Kinds of one precision.
     *
     * @param significantDigits of the recorders, 0 to 5
     * @param clock the registry's, which work is timed and what is of late is told by
     */
    public DistributionKinds(int significantDigits, Clock clock) {
        this.significantDigits = significantDigits;
        this.clock = clock;
    }

    /** The kind of timers of a configuration; they record nanoseconds. */
    public DistributionKind<HistogramRecorder> timer(DistributionStatisticConfig config) {
        return timers.computeIfAbsent(DistributionConfig.of(config), this::newTimer);
    }

    /** The kind of summaries of a configuration. */
    public DistributionKind<ScaledHistogramRecorder> summary(DistributionStatisticConfig config) {
        return summaries.computeIfAbsent(DistributionConfig.of(config), this::newSummary);
    }

    private DistributionKind<HistogramRecorder> newTimer(DistributionConfig config) {
        double[] bounds = config.boundArray();
        // Nanoseconds are whole: at or below 1.5 is at or below 1.
        long[] whole = Arrays.stream(bounds)
                .mapToLong(bound -> (long) bound)
                .distinct()
                .toArray();
        int[] at = Arrays.stream(bounds)
                .mapToInt(bound -> Arrays.binarySearch(whole, (long) bound))
                .toArray();
        return new DistributionKind<>(config, clock, HistogramRecorder.supplier(significantDigits, whole), at);
    }

    private DistributionKind<ScaledHistogramRecorder> newSummary(DistributionConfig config) {
        double[] bounds = config.boundArray();
        int[] at = new int[bounds.length];
        Arrays.setAll(at, i -> i);
        return new DistributionKind<>(config, clock, ScaledHistogramRecorder.supplier(significantDigits, bounds), at);
    }
}
