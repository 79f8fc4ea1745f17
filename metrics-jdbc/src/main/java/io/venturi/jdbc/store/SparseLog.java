package io.venturi.jdbc.store;

import io.micrometer.core.instrument.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Says when something may be logged again: at most once a minute and cause. Thread-safe. */
final class SparseLog {

    private static final long EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_CAUSES = 100;

    private final Clock clock;
    private final Map<String, Long> next = new HashMap<>();

    SparseLog(Clock clock) {
        this.clock = clock;
    }

    /** Whether this cause may be logged now; if so, not again for a minute. */
    synchronized boolean allows(String cause) {
        long now = clock.monotonicTime();
        Long notBefore = next.get(cause);
        if (notBefore != null && now - notBefore < 0) {
            return false;
        }
        if (notBefore == null && next.size() >= MOST_CAUSES) {
            next.values().removeIf(end -> now - end >= 0);
            if (next.size() >= MOST_CAUSES) {
                return false;
            }
        }
        next.put(cause, now + EVERY_NANOS);
        return true;
    }
}
