package io.venturi.prometheus;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The collectors in the client library's registry besides our own. Where two of them have different types under one name, that registry gives
 * nothing at all; here, all but that name. Thread-safe.
 */
final class OtherCollectors {

    private final PrometheusRegistry registry;
    private final Conflicts conflicts;

    OtherCollectors(PrometheusRegistry registry, Conflicts conflicts) {
        this.registry = registry;
        this.conflicts = conflicts;
    }

    /**
     * What they have now.
     *
     * @param names of the families, or null for all
     */
    List<MetricSnapshot> collect(@Nullable Set<String> names, PrometheusScrapeRequest request) {
        try {
            MetricSnapshots all = names == null ? registry.scrape(request) : registry.scrape(names::contains, request);
            return all.stream().toList();
        } catch (IllegalArgumentException e) {
            List<MetricSnapshot> snapshots = new ArrayList<>();
            collect(names(request), name -> names == null || names.contains(name), request, snapshots);
            return snapshots;
        }
    }

    private List<String> names(PrometheusScrapeRequest request) {
        Set<String> names = new TreeSet<>();
        registry.scrape(
                name -> {
                    names.add(name);
                    return false;
                },
                request);
        return List.copyOf(names);
    }

    /** What fails with many names is tried with half as many, down to the one that is at fault. */
    private void collect(
            List<String> names, Predicate<String> wanted, PrometheusScrapeRequest request, List<MetricSnapshot> into) {
        Set<String> some = new HashSet<>(names);
        try {
            for (MetricSnapshot one : registry.scrape(some::contains, request)) {
                MetricMetadata metadata = one.getMetadata();
                // A counter is asked for by two names, with and without its suffix, and must not come twice.
                if (some.contains(metadata.getPrometheusName())
                        && (wanted.test(metadata.getPrometheusName())
                                || wanted.test(metadata.getExpositionBasePrometheusName()))) {
                    into.add(one);
                }
            }
        } catch (IllegalArgumentException e) {
            int middle = names.size() / 2;
            if (middle == 0) {
                conflicts.leftOut(String.join("", names), String.valueOf(e.getMessage()));
            } else {
                collect(names.subList(0, middle), wanted, request, into);
                collect(names.subList(middle, names.size()), wanted, request, into);
            }
        }
    }
}
