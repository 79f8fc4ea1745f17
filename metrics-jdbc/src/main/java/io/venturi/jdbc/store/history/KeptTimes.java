package io.venturi.jdbc.store.history;

import io.venturi.jdbc.store.rollup.RollupPeriod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Of which time there is what, as of one moment. Not thread-safe while it is filled.
 *
 * @param raw when there are raw records, in order
 * @param rolledUp from the first bucket that is left until the last that is complete; a period is missing that has none
 * @param stale starts of buckets in that time that do not have all that is known
 */
record KeptTimes(List<TimeRange> raw, Map<RollupPeriod, TimeRange> rolledUp, Map<RollupPeriod, Set<Instant>> stale) {

    static KeptTimes of(List<TimeRange> raw, Map<RollupPeriod, TimeRange> rolledUp) {
        return new KeptTimes(List.copyOf(raw), rolledUp, new EnumMap<>(RollupPeriod.class));
    }

    /** Notes that a bucket lacks something, and with it what is made of it. */
    void addStale(RollupPeriod period, Instant start) {
        for (RollupPeriod one : RollupPeriod.values()) {
            if (one.compareTo(period) >= 0) {
                stale.computeIfAbsent(one, none -> new HashSet<>()).add(one.start(start));
            }
        }
    }

    Optional<TimeRange> rolledUp(RollupPeriod period) {
        return Optional.ofNullable(rolledUp.get(period));
    }

    /** Whether a bucket has all that is known of its time. */
    boolean has(RollupPeriod period, TimeRange bucket) {
        return rolledUp(period).filter(kept -> kept.contains(bucket)).isPresent()
                && !stale.getOrDefault(period, Set.of()).contains(bucket.from());
    }

    /** From the first moment that anything may be known of until the last. */
    Optional<TimeRange> extent() {
        List<TimeRange> all = new ArrayList<>(raw);
        EnumSet.allOf(RollupPeriod.class).forEach(period -> rolledUp(period).ifPresent(all::add));
        return all.stream()
                .reduce((one, other) -> new TimeRange(
                        TimeRange.earlier(one.from(), other.from()), TimeRange.later(one.to(), other.to())));
    }
}
