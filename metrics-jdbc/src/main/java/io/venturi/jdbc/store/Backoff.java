package io.venturi.jdbc.store;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** How long to wait before another try: twice as long each time, less a random part. Not thread-safe. */
final class Backoff {

    private final long first;
    private final long longest;
    private final DoubleSupplier random;
    private long next;

    /**
     * Begins with the shortest pause.
     *
     * @param random numbers from 0 to 1, so that processes which fail together do not try together
     */
    Backoff(Duration first, Duration longest, DoubleSupplier random) {
        this.first = first.toNanos();
        this.longest = longest.toNanos();
        this.random = random;
        this.next = this.first;
    }

    /** Nanoseconds until the next try: from half the pause to all of it. */
    long nextNanos() {
        long pause = next;
        next = Math.min(longest, 2 * pause);
        return pause - (long) (0.5 * pause * random.getAsDouble());
    }

    /** Begins anew, after a success. */
    void reset() {
        next = first;
    }
}
