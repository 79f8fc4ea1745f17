package io.venturi.jdbc.store;

/** A component would have more series than it may. */
final class SeriesLimitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient MetricSeries series;

    SeriesLimitException(MetricSeries series) {
        super(null, null, false, false);
        this.series = series;
    }

    /** The first that is new. */
    MetricSeries series() {
        return series;
    }
}
