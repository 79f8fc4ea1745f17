package io.venturi.jdbc;

import io.micrometer.core.instrument.Clock;
import io.venturi.catalog.MeterSpec;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one query says of a database: the last answer, or, once that is too old, nothing. Thread-safe.
 *
 * @param <T> the answer; immutable
 */
final class Polled<T> {

    private final MeterSpec meter;
    private final ReadOnlySession.Query<T> query;
    private final Clock clock;
    private final long staleNanos;
    private volatile @Nullable Answer<T> last;

    private record Answer<T>(T figures, long nanos) {}

    /**
     * Nothing yet.
     *
     * @param meter under whose name failures are counted
     */
    Polled(MeterSpec meter, ReadOnlySession.Query<T> query, Clock clock, Duration staleAfter) {
        this.meter = meter;
        this.query = query;
        this.clock = clock;
        this.staleNanos = staleAfter.toNanos();
    }

    MeterSpec meter() {
        return meter;
    }

    /** Asks. The answer is as old as the question. */
    void ask(ReadOnlySession session) throws SQLException {
        long asked = clock.monotonicTime();
        last = new Answer<>(session.read(query), asked);
    }

    /** The last answer; null where there is none, or none that is young enough. */
    @Nullable
    T fresh() {
        Answer<T> answer = last;
        return answer == null || clock.monotonicTime() - answer.nanos > staleNanos ? null : answer.figures;
    }

    /** A figure of the last answer; NaN where there is none that is young enough. */
    double value(ToDoubleFunction<T> figure) {
        T figures = fresh();
        return figures == null ? Double.NaN : figure.applyAsDouble(figures);
    }
}
