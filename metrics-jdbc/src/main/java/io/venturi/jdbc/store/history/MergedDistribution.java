package io.venturi.jdbc.store.history;

import java.util.List;
import java.util.Optional;

/**
 * What several series saw together.
 *
 * @param series how many of those that match have values in this time
 * @param unit that of the values, if the series have one
 * @param steps all steps of the query in their order, those without values, too; the query's whole time where it has no step
 */
public record MergedDistribution(int series, Optional<String> unit, List<Distribution> steps) {

    /** An immutable copy. */
    public MergedDistribution {
        steps = List.copyOf(steps);
    }

    /** All steps as one. */
    public Distribution whole() {
        return Distribution.whole(steps);
    }
}
