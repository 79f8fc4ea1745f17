package io.venturi.instrument;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.venturi.catalog.LibraryCatalog;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps instrumentation from breaking its host: every failure ends here, is counted by meter and reason, and is logged
 * at most once a minute per cause. Thread-safe; nothing it does throws, {@code Error}s aside.
 */
final class Guard {

    private static final Logger LOG = LoggerFactory.getLogger(MeterScope.class);
    private static final long LOG_EVERY_MILLIS = 60_000;

    private final MeterRegistry registry;
    private final OwnMeters own;
    private final String namespace;
    private final Clock clock;
    private final Map<Cause, Tally> tallies = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private record Cause(String meter, Problem problem) {}

    Guard(MeterRegistry registry, OwnMeters own, String namespace, Clock clock) {
        this.registry = registry;
        this.own = own;
        this.namespace = namespace;
        this.clock = clock;
    }

    /** Shows that nothing is amiss: a counter that comes into being with the first failure hides it from rate(). */
    void announce() {
        tallies.computeIfAbsent(
                        new Cause(LibraryCatalog.BUILD_INFO.name(), Problem.REGISTRATION_FAILED), key -> new Tally())
                .count(LibraryCatalog.BUILD_INFO.name(), Problem.REGISTRATION_FAILED, 0);
    }

    void invalid(String meter, Problem problem, @Nullable Throwable cause) {
        Tally tally = tallies.computeIfAbsent(new Cause(meter, problem), key -> new Tally());
        tally.count(meter, problem, 1);
        if (tally.mayLog(clock.wallTime())) {
            LOG.warn(
                    "Recording into {}.{}: {} ({} so far; logged at most once a minute)",
                    namespace,
                    meter,
                    problem.label(),
                    tally.seen.get(),
                    cause);
        }
    }

    /** Removes what it registered; from now on it only logs. */
    void close() {
        closed = true;
        tallies.values().forEach(Tally::remove);
    }

    private final class Tally {
        private final AtomicLong seen = new AtomicLong();
        private final AtomicLong nextLog = new AtomicLong(Long.MIN_VALUE);
        private volatile @Nullable Counter counter;

        void count(String meter, Problem problem, long count) {
            seen.addAndGet(count);
            if (closed) {
                return;
            }
            try {
                Counter counted = counter;
                if (counted == null) {
                    counted = registered(meter, problem);
                }
                counted.increment((double) count);
            } catch (RuntimeException e) {
                // The registry that failed also refuses to count the failure: the log line is all that is left.
                LOG.trace("Cannot count a failure of {}", meter, e);
            }
        }

        private synchronized Counter registered(String meter, Problem problem) {
            Counter known = counter;
            if (known == null) {
                counter = known = own.register(() -> Counter.builder(LibraryCatalog.INVALID.name(namespace))
                        .description(LibraryCatalog.INVALID.help())
                        .tag("meter", meter)
                        .tag("reason", problem.label())
                        .register(registry));
                own.use(known, null, null);
            }
            return known;
        }

        boolean mayLog(long now) {
            long next = nextLog.get();
            return now >= next && nextLog.compareAndSet(next, now + LOG_EVERY_MILLIS);
        }

        void remove() {
            Counter counted = counter;
            if (counted == null) {
                return;
            }
            try {
                own.release(new FunctionMeter.Use(counted, null));
            } catch (RuntimeException e) {
                LOG.warn("Cannot remove {}", counted.getId(), e);
            }
        }
    }
}
