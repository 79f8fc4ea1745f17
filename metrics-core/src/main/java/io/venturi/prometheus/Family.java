package io.venturi.prometheus;

import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All series of one name. Thread-safe. */
abstract class Family {

    private static final Logger LOG = LoggerFactory.getLogger(Family.class);

    private final FamilyName name;
    private final List<String> exposedNames;
    /** Each under itself. */
    private final Map<Series, Series> series = new ConcurrentHashMap<>();
    /** Whether names and labels need no escaping; false stays. */
    private volatile boolean plain;

    /** Those that could not be read and were warned about. */
    private final Set<Series> unreadable = ConcurrentHashMap.newKeySet();

    /**
     * A family.
     *
     * @param exposedNames under which types are told in one format or the other
     */
    Family(FamilyName name, List<String> exposedNames) {
        this.name = name;
        this.exposedNames = exposedNames;
        this.plain = PrometheusNaming.isValidLegacyMetricName(name.text());
    }

    final FamilyName name() {
        return name;
    }

    final List<String> exposedNames() {
        return exposedNames;
    }

    void add(Series one) {
        if (!one.isPlain()) {
            plain = false;
        }
        series.put(one, one);
    }

    /** The series with the same labels. */
    final @Nullable Series like(Series one) {
        return series.get(one);
    }

    final boolean isPlain() {
        return plain;
    }

    final void remove(Series one) {
        series.remove(one);
        unreadable.remove(one);
    }

    final boolean isEmpty() {
        return series.isEmpty();
    }

    final Collection<Series> series() {
        return series.values();
    }

    /** Writes the samples of the families that are wanted. */
    abstract void write(TextFormat format, TextSamples out, Predicate<String> wanted) throws IOException;

    /** The same for the client library. */
    abstract void collect(Surroundings surroundings, Predicate<String> wanted, List<MetricSnapshot> snapshots);

    final MetricMetadata metadata(String suffix) {
        return new MetricMetadata(name.text() + suffix, name.help());
    }

    /** The points of the series that have one. */
    final <P extends DataPointSnapshot> List<P> points(Function<Series, @Nullable P> point) {
        List<P> points = new ArrayList<>(series.size());
        for (Series one : series.values()) {
            try {
                P made = point.apply(one);
                if (made != null) {
                    points.add(made);
                }
            } catch (RuntimeException e) {
                leftOut(one, e);
            }
        }
        return points;
    }

    /** A series whose function failed is left out of the scrape, and the others are not. */
    final void leftOut(Series one, RuntimeException cause) {
        if (unreadable.add(one)) {
            LOG.warn(
                    "{} is left out of scrapes while it cannot be read",
                    one.meter().getId(),
                    cause);
        }
    }
}
