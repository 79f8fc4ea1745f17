package io.venturi.jdbc.store.history;

import io.venturi.jdbc.store.rollup.RollupKind;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was rolled up of a series, or of the measurements that have the same dimension tags.
 *
 * @param kind what its values are
 * @param dimensions its labels or tags; of a series also {@code runtime} and {@code component_type}, the component's name and type
 * @param buckets those that there are, oldest first; not empty
 */
public record RollupSeries(RollupKind kind, SortedMap<String, String> dimensions, List<RollupBucket> buckets) {

    /** An immutable copy. */
    public RollupSeries {
        dimensions = Collections.unmodifiableSortedMap(new TreeMap<>(dimensions));
        buckets = List.copyOf(buckets);
    }
}
