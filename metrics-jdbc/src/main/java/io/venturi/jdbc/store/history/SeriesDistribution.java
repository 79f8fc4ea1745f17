package io.venturi.jdbc.store.history;

import io.venturi.jdbc.store.MetricSeries;
import java.util.List;
import java.util.UUID;

/**
 * What one series saw.
 *
 * @param runtimeId the component whose series it is
 * @param series what was recorded, with its unit
 * @param steps all steps of the query in their order, those without values, too; the query's whole time where it has no step
 */
public record SeriesDistribution(UUID runtimeId, MetricSeries series, List<Distribution> steps) {

    /** An immutable copy. */
    public SeriesDistribution {
        steps = List.copyOf(steps);
    }

    /** All steps as one. */
    public Distribution whole() {
        return Distribution.whole(steps);
    }
}
