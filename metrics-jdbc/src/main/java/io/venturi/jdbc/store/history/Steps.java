package io.venturi.jdbc.store.history;

import io.venturi.jdbc.store.MetricQuery;
import io.venturi.jdbc.store.QueryLimitException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;

/** The steps of a query: they begin at whole multiples since the epoch, the first and the last end with the query's time. */
record Steps(TimeRange whole, long micros, int count) {

    /**
     * The steps of a query; one if it says none.
     *
     * @throws QueryLimitException if there are more than it allows values
     */
    static Steps of(MetricQuery query) {
        Instant from = query.from().truncatedTo(ChronoUnit.MICROS);
        Instant to = query.to().truncatedTo(ChronoUnit.MICROS);
        TimeRange whole = TimeRange.between(from, to)
                .orElseThrow(
                        () -> new IllegalArgumentException(query + " is shorter than a microsecond: widen its time"));
        if (query.step().isEmpty()) {
            return new Steps(whole, 0, 1);
        }
        long step = query.step().get().toNanos() / 1_000;
        long count = Math.floorDiv(micros(to) - 1, step) - Math.floorDiv(micros(from), step) + 1;
        check(query, count, 1);
        return new Steps(whole, step, (int) count);
    }

    private static void check(MetricQuery query, long steps, int series) {
        if (steps * series > query.maxPoints()) {
            throw new QueryLimitException(
                    query + " has " + steps + " steps of " + series + " series, more than " + query.maxPoints()
                            + " in all: ask for less time, fewer series or a longer step, or raise maxPoints");
        }
    }

    /** Makes sure that the query allows all steps of so many series. */
    void check(MetricQuery query, int series) {
        check(query, count, series);
    }

    /** Which step a time of the query is in. */
    int indexOf(Instant time) {
        return count == 1
                ? 0
                : (int) (Math.floorDiv(micros(time), micros) - Math.floorDiv(micros(whole.from()), micros));
    }

    TimeRange get(int index) {
        if (count == 1) {
            return whole;
        }
        long start = (Math.floorDiv(micros(whole.from()), micros) + index) * micros;
        return new TimeRange(
                TimeRange.later(whole.from(), instant(start)), TimeRange.earlier(whole.to(), instant(start + micros)));
    }

    List<TimeRange> all() {
        return IntStream.range(0, count).mapToObj(this::get).toList();
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
