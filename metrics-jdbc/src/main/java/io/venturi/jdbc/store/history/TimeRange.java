package io.venturi.jdbc.store.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A time.
 *
 * @param from the first moment
 * @param to the moment after the last
 */
public record TimeRange(Instant from, Instant to) {

    /** A time that lasts. */
    public TimeRange {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("from " + from + " is not before to " + to + ": swap or widen them");
        }
    }

    static Optional<TimeRange> between(Instant from, Instant to) {
        return from.isBefore(to) ? Optional.of(new TimeRange(from, to)) : Optional.empty();
    }

    boolean contains(TimeRange other) {
        return !other.from.isBefore(from) && !other.to.isAfter(to);
    }

    Optional<TimeRange> common(TimeRange other) {
        return between(later(from, other.from), earlier(to, other.to));
    }

    static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }

    /** As few as say the same; these are in order and do not overlap. */
    static List<TimeRange> joined(List<TimeRange> ranges) {
        List<TimeRange> joined = new ArrayList<>();
        ranges.forEach(range -> append(joined, range));
        return List.copyOf(joined);
    }

    /** Adds one that begins where the last ends, or later. */
    static void append(List<TimeRange> ranges, TimeRange range) {
        int last = ranges.size() - 1;
        if (last >= 0 && ranges.get(last).to.equals(range.from)) {
            ranges.set(last, new TimeRange(ranges.get(last).from, range.to));
        } else {
            ranges.add(range);
        }
    }

    @Override
    public String toString() {
        return from + " to " + to;
    }
}
