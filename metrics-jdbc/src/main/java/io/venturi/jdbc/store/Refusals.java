package io.venturi.jdbc.store;

import org.jspecify.annotations.Nullable;

/** What of a batch is refused: how many figures, and why the first of them is. Not thread-safe. */
final class Refusals {

    private int count;
    private @Nullable MetricSeries series;
    private String reason = "";

    /** A figure of a series is refused. */
    void add(MetricSeries which, String why) {
        if (count++ == 0) {
            series = which;
            reason = why;
        }
    }

    int count() {
        return count;
    }

    /** Whose figure the first is; null if there is none. */
    @Nullable
    MetricSeries series() {
        return series;
    }

    String reason() {
        return reason;
    }
}
