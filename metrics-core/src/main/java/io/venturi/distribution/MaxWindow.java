package io.venturi.distribution;

import io.micrometer.core.instrument.Clock;
import io.venturi.histogram.DistributionRecorder;

/**
 * The greatest value of late. To record reads no clock, so the time of a value is that of the first reading after it: from then on it is
 * shown for half the expiry at least, and one and a half times the expiry at most. Thread-safe.
 */
final class MaxWindow {

    private double current;
    private double previous;
    private long since;
    /** The greatest since it was last taken. */
    private double untaken;

    MaxWindow(long nowNanos) {
        this.since = nowNanos;
    }

    /** The greatest value. Taken under the lock: of two readers, both see what one of them takes. */
    synchronized double read(DistributionRecorder recorder, Clock clock, long expiryNanos) {
        double latest = latest(recorder);
        long nowNanos = clock.monotonicTime();
        long age = nowNanos - since;
        if (age >= expiryNanos / 2) {
            previous = age >= expiryNanos ? 0 : current;
            current = 0;
            since = nowNanos;
        }
        current = Math.max(current, latest);
        return Math.max(current, previous);
    }

    /** The greatest value since this was last called, or 0. */
    synchronized double take(DistributionRecorder recorder) {
        current = Math.max(current, latest(recorder));
        double greatest = untaken;
        untaken = 0;
        return greatest;
    }

    private double latest(DistributionRecorder recorder) {
        double latest = recorder.takeMax();
        untaken = Math.max(untaken, latest);
        return latest;
    }
}
