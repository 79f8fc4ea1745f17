package io.venturi.jdbc.store;

import io.micrometer.core.instrument.Meter;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** The meters that are sampled, no two of which have a series in common. Thread-safe. */
final class SampledMeters {

    private record Key(String name, SortedMap<String, String> labels) {

        static Key of(MetricSeries series) {
            return new Key(series.name(), series.labels());
        }
    }

    private final Logger log;
    private final Map<Meter.Id, SampledMeter> meters = new ConcurrentHashMap<>();
    private final Set<Key> taken = ConcurrentHashMap.newKeySet();
    /** Of those that failed; a meter is told of once. */
    private final Set<Meter.Id> told = ConcurrentHashMap.newKeySet();

    SampledMeters(Logger log) {
        this.log = log;
    }

    /** Adds one, or says why not. */
    synchronized @Nullable String add(Meter.Id id, SampledMeter meter) {
        int added = 0;
        Collection<MetricSeries> all = meter.series();
        for (MetricSeries one : all) {
            if (!taken.add(Key.of(one))) {
                all.stream().limit(added).forEach(series -> taken.remove(Key.of(series)));
                return "there is a series " + one + " already: rename one, or add a tag";
            }
            added++;
        }
        meters.put(id, meter);
        return null;
    }

    synchronized void remove(Meter.Id id) {
        SampledMeter removed = meters.remove(id);
        if (removed != null) {
            removed.series().forEach(series -> taken.remove(Key.of(series)));
            told.remove(id);
        }
    }

    /** Samples all; one that fails is left out, in whole or in part. */
    void sample(Step step) {
        meters.forEach((id, meter) -> {
            try {
                meter.sample(step);
            } catch (RuntimeException e) {
                if (told.add(id)) {
                    log.warn("{} is missing from the metric history while its function fails; told once", id, e);
                }
            }
        });
    }
}
