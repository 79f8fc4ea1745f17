package io.venturi.jdbc.store;

import java.time.Instant;
import java.util.Objects;

/**
 * The value of a series at a time.
 *
 * @param series whose value
 * @param time when it was read; stored with microseconds
 * @param value may be NaN or infinite: a gauge that says that it does not know
 */
public record Sample(MetricSeries series, Instant time, double value) {

    /** A sample. */
    public Sample {
        Objects.requireNonNull(series, "series");
        Objects.requireNonNull(time, "time");
    }
}
