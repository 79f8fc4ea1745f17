package io.venturi.distribution;

import io.micrometer.core.instrument.Clock;
import io.venturi.histogram.DistributionRecorder;
import io.venturi.histogram.HistogramSnapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What was recorded of late: since the last reading that is older than the expiry, or since the beginning. Recording costs nothing
 * more for it. Thread-safe.
 */
final class QuantileWindow {

    private record Reading(long nanos, HistogramSnapshot snapshot) {}

    private final long expiryNanos;
    private final long spacingNanos;
    private final Deque<Reading> readings = new ArrayDeque<>();
    private @Nullable HistogramSnapshot before;

    /**
     * A window.
     *
     * @param parts in how many steps it moves on
     */
    QuantileWindow(long expiryNanos, int parts) {
        this.expiryNanos = expiryNanos;
        this.spacingNanos = expiryNanos / Math.max(1, parts);
    }

    /** Read under the lock, so that no snapshot meets one that is newer. */
    synchronized HistogramSnapshot read(DistributionRecorder recorder, Clock clock) {
        HistogramSnapshot now = recorder.snapshot();
        long nowNanos = clock.monotonicTime();
        while (!readings.isEmpty() && nowNanos - readings.getFirst().nanos >= expiryNanos) {
            before = readings.removeFirst().snapshot;
        }
        if (readings.isEmpty() || nowNanos - readings.getLast().nanos >= spacingNanos) {
            readings.addLast(new Reading(nowNanos, now));
        }
        HistogramSnapshot base = before;
        return base == null ? now : now.minus(base);
    }
}
