package io.venturi;

import io.venturi.catalog.ApiCatalog;
import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Problem;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests are under way. All threads of a server meet here, twice a request: so starts and ends are counted apart,
 * each where threads do not wait for each other, and compared when they are read. Thread-safe.
 */
final class ActiveRequests {

    private final MeterScope scope;
    private final LongAdder started = new LongAdder();
    private final LongAdder ended = new LongAdder();

    ActiveRequests(MeterScope scope) {
        this.scope = scope;
    }

    void start() {
        started.increment();
    }

    void end() {
        ended.increment();
    }

    /** Never negative: ends that nothing started are dropped here, and counted. */
    synchronized long read() {
        // In this order: whatever ended had started by then.
        long ends = ended.sum();
        long active = started.sum() - ends;
        if (active >= 0) {
            return active;
        }
        ended.add(active);
        scope.invalid(ApiCatalog.ACTIVE_REQUESTS, Problem.NEGATIVE);
        return 0;
    }
}
