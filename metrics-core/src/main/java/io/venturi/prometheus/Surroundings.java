package io.venturi.prometheus;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What families are exposed in.
 *
 * @param text whether it is text, which has no room for native histograms
 * @param others what collectors of others have, by each name that it takes
 */
record Surroundings(boolean text, Map<String, MetricSnapshot> others) {

    /** Where it is not known what others have, and in which format. */
    static final Surroundings UNKNOWN = new Surroundings(false, Map.of());

    static Surroundings of(boolean text, List<MetricSnapshot> others) {
        Map<String, MetricSnapshot> byName = new HashMap<>();
        for (MetricSnapshot one : others) {
            for (String name : Conflicts.names(one)) {
                byName.putIfAbsent(name, one);
            }
        }
        return new Surroundings(text, byName);
    }

    /** Whether others have one of these names. */
    boolean have(List<String> names) {
        if (others.isEmpty()) {
            return false;
        }
        for (String name : names) {
            if (others.containsKey(name)) {
                return true;
            }
        }
        return false;
    }

    @Nullable
    MetricSnapshot other(String name) {
        return others.get(name);
    }
}
