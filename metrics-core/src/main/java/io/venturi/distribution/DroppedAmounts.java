package io.venturi.distribution;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/** Tells of amounts that no distribution has a place for, at most once a minute and meter name. Thread-safe. */
public final class DroppedAmounts {

    private static final long LOG_EVERY_MILLIS = 60_000;

    private final Clock clock;
    private final Logger log;
    /** By the meters' name: series of one name are mostly fed by one line of code. */
    private final Map<String, AtomicLong> nextLogs = new ConcurrentHashMap<>();

    /** Tells a registry's log, by its clock. */
    public DroppedAmounts(Clock clock, Logger log) {
        this.clock = clock;
        this.log = log;
    }

    /**
     * One was dropped.
     *
     * @param count how many were, of this meter
     */
    void notFinite(Meter.Id id, double amount, long count) {
        AtomicLong nextLog = nextLogs.computeIfAbsent(id.getName(), name -> new AtomicLong(Long.MIN_VALUE));
        long next = nextLog.get();
        long now = clock.wallTime();
        if (now >= next && nextLog.compareAndSet(next, now + LOG_EVERY_MILLIS)) {
            log.warn(
                    "{}: an amount of {} is dropped, since it has no place in a distribution; record finite numbers"
                            + " ({} dropped so far; logged at most once a minute)",
                    id,
                    amount,
                    count);
        }
    }
}
