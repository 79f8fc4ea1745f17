package io.venturi.http.api;

import java.time.Duration;
import java.time.Instant;

/**
 * The time that is asked for.
 *
 * @param from the earliest
 * @param to the one after the latest
 */
record TimeRange(Instant from, Instant to) {

    /** Parameters {@code from} and {@code to}; until now, and for as long as usual, where they are not given. */
    static TimeRange of(QueryParameters query, Instant now, Duration usual, Duration longest) throws Refusal {
        Instant to = query.time("to", now);
        Instant from = query.time("from", to.minus(usual));
        if (!from.isBefore(to)) {
            throw Refusal.of(400, "from", from + " is not before to, " + to + ": swap or widen them");
        }
        if (Duration.between(from, to).compareTo(longest) > 0) {
            throw Refusal.of(
                    422, "from", from + " is more than " + longest + " before to, " + to + ": ask for less at once");
        }
        return new TimeRange(from, to);
    }
}
