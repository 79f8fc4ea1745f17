package io.venturi.prometheus;

/**
 * The greatest value of late. To record reads no clock, so the time of a value is that of the first reading after it: from then on it is
 * shown for half the expiry at least, and for all of it at most. Thread-safe.
 */
final class MaxWindow {

    private double current;
    private double previous;
    private long since;

    MaxWindow(long nowNanos) {
        this.since = nowNanos;
    }

    /** The greatest value, given the greatest one since the last reading. */
    synchronized double read(double latest, long nowNanos, long expiryNanos) {
        long age = nowNanos - since;
        if (age >= expiryNanos / 2) {
            previous = age >= expiryNanos ? 0 : current;
            current = 0;
            since = nowNanos;
        }
        current = Math.max(current, latest);
        return Math.max(current, previous);
    }
}
