package io.venturi.jdbc.store;

import io.micrometer.core.instrument.Clock;
import java.util.HashMap;
import java.util.Map;

/** Says when something may be logged again: at most once a minute and cause. Thread-safe. */
final class SparseLog {

    private static final int MOST_CAUSES = 100;

    private final Clock clock;
    private final Map<String, OncePerMinute> causes = new HashMap<>();

    SparseLog(Clock clock) {
        this.clock = clock;
    }

    /** Whether this cause may be logged now; if so, not again for a minute. */
    synchronized boolean allows(String cause) {
        OncePerMinute known = causes.get(cause);
        if (known == null && causes.size() >= MOST_CAUSES) {
            causes.values().removeIf(OncePerMinute::isDue);
            if (causes.size() >= MOST_CAUSES) {
                return false;
            }
        }
        return causes.computeIfAbsent(cause, key -> new OncePerMinute(clock::monotonicTime))
                .allows();
    }
}
