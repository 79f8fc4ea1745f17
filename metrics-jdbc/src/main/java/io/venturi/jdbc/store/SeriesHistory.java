package io.venturi.jdbc.store;

import java.util.List;
import java.util.UUID;

/**
 * What is kept of a series in a time.
 *
 * @param runtimeId the component whose series it is
 * @param series what was sampled
 * @param points its values, oldest first; not empty
 */
public record SeriesHistory(UUID runtimeId, MetricSeries series, List<Point> points) {

    /** An immutable copy. */
    public SeriesHistory {
        points = List.copyOf(points);
    }
}
