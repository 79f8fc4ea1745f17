package io.venturi.prometheus;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings together what an exposition has room for: one type under a name, one sample under a set of labels. The client library refuses a
 * scrape as a whole where that does not hold; here who came first stays, and what does not fit is left out, with a warning once a name.
 * Thread-safe.
 */
final class Conflicts {

    private static final Logger LOG = LoggerFactory.getLogger(VenturiPrometheusRegistry.class);

    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** All of ours, and of the others' what fits to them. */
    MetricSnapshots resolved(List<MetricSnapshot> ours, List<MetricSnapshot> others) {
        Map<String, List<MetricSnapshot>> taken = new HashMap<>();
        List<MetricSnapshot> fittingOurs = fitting(ours, taken);
        // Theirs in front: where both make up one family, the client library takes the description of the first.
        List<MetricSnapshot> all = fitting(others, taken);
        all.addAll(fittingOurs);
        return new MetricSnapshots(all);
    }

    private List<MetricSnapshot> fitting(List<MetricSnapshot> some, Map<String, List<MetricSnapshot>> taken) {
        List<MetricSnapshot> fitting = new ArrayList<>(some.size());
        for (MetricSnapshot one : some) {
            MetricSnapshot rest = one.getDataPoints().isEmpty() ? null : fitting(one, taken);
            if (rest != null) {
                fitting.add(rest);
                for (String name : names(one)) {
                    taken.computeIfAbsent(name, key -> new ArrayList<>()).add(rest);
                }
            }
        }
        return fitting;
    }

    private @Nullable MetricSnapshot fitting(MetricSnapshot one, Map<String, List<MetricSnapshot>> taken) {
        for (String name : names(one)) {
            List<MetricSnapshot> present = taken.get(name);
            if (present != null) {
                return joining(one, name, present);
            }
        }
        return one;
    }

    private @Nullable MetricSnapshot joining(MetricSnapshot one, String name, List<MetricSnapshot> present) {
        MetricSnapshot first = present.get(0);
        if (!type(one).equals(type(first))) {
            leftOut(
                    name,
                    "a " + type(one) + " of that name does not fit to the " + type(first)
                            + " that is there already; Prometheus wants one type under a name: rename one of them");
            return null;
        }
        Set<Labels> labels = new HashSet<>();
        present.forEach(other -> other.getDataPoints().forEach(point -> labels.add(point.getLabels())));
        List<DataPointSnapshot> points = new ArrayList<>(one.getDataPoints());
        if (points.removeIf(point -> labels.contains(point.getLabels()))) {
            leftOut(name, "a " + type(one) + " with the same labels is there already: rename one, or add a label");
        }
        if (points.isEmpty()) {
            return null;
        }
        return points.size() == one.getDataPoints().size() && fits(one.getMetadata(), first.getMetadata())
                ? one
                : Snapshots.like(first, points);
    }

    private static boolean fits(MetricMetadata one, MetricMetadata first) {
        return one.getPrometheusName().equals(first.getPrometheusName())
                && Objects.equals(one.getUnit(), first.getUnit());
    }

    private static String type(MetricSnapshot one) {
        return one instanceof HistogramSnapshot histogram && histogram.isGaugeHistogram()
                ? "gauge histogram"
                : one.getClass().getSimpleName().replace("Snapshot", "").toLowerCase(Locale.ROOT);
    }

    /** The names that a family takes: the one that the client library goes by, and the one that its type is told under. */
    static List<String> names(MetricSnapshot one) {
        String name = one.getMetadata().getPrometheusName();
        String suffix = one instanceof CounterSnapshot ? "_total" : one instanceof InfoSnapshot ? "_info" : "";
        return suffix.isEmpty() || name.endsWith(suffix) ? List.of(name) : List.of(name, name + suffix);
    }

    /** Warns, once a name. */
    void leftOut(String name, String why) {
        if (warned.add(name)) {
            LOG.warn("'{}', of a collector besides the meters, is left out of scrapes: {}", name, why);
        }
    }
}
