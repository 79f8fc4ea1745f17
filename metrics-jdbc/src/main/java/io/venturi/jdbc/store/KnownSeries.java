package io.venturi.jdbc.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a series.
 *
 * @param id its id, or {@link #NONE}
 * @param unit that was told last
 * @param help that was told last
 * @param checkedAt when the database was asked last, by its clock, in seconds since 1970
 */
record KnownSeries(long id, @Nullable String unit, @Nullable String help, long checkedAt) {

    /** The id of a series that cannot be stored. */
    static final long NONE = Long.MIN_VALUE;

    /** How often the relation is told that a series is still there. */
    static final long CHECK_SECONDS = 3_600;
    /** How often, if it is described differently: it may be by turns. */
    private static final long CHECK_CHANGED_SECONDS = 60;

    static KnownSeries of(MetricSeries series, long id, long checkedAt) {
        return new KnownSeries(id, series.unit(), series.help(), checkedAt);
    }

    /** Whether the database is to be asked again. */
    boolean isStale(MetricSeries series, long now) {
        long age = now - checkedAt;
        return age >= CHECK_CHANGED_SECONDS && (age >= CHECK_SECONDS || !describes(series));
    }

    private boolean describes(MetricSeries series) {
        return Objects.equals(unit, series.unit()) && Objects.equals(help, series.help());
    }
}
