package io.venturi.jdbc.store;

import java.util.List;

/** A meter and the series that are sampled of it. */
interface SampledMeter {

    /** The series, made once. */
    List<MetricSeries> series();

    /**
     * Adds their values, or some of them.
     *
     * @throws RuntimeException if a function of the host's fails
     */
    void sample(Step step);
}
