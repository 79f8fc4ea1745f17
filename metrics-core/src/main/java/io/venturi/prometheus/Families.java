package io.venturi.prometheus;

import io.micrometer.core.instrument.Meter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All families, by name. Thread-safe. */
final class Families {

    private static final String MAX = "_max";

    /** In the order of exposition. */
    private final Map<String, Family> byName = new ConcurrentSkipListMap<>();

    /**
     * Adds a series.
     *
     * @param kind of the family
     * @param make makes such a family
     * @return why that cannot be, or null
     */
    @Nullable
    String add(FamilyName name, Series series, Class<? extends Family> kind, Function<FamilyName, Family> make) {
        String[] problem = new String[1];
        byName.compute(name.text(), (text, present) -> {
            Family family = present == null ? make.apply(name) : present;
            problem[0] = conflict(family, name, kind);
            if (problem[0] == null) {
                family.add(series);
            }
            return problem[0] == null ? family : present;
        });
        return problem[0];
    }

    private static @Nullable String conflict(Family present, FamilyName name, Class<? extends Family> kind) {
        FamilyName taken = present.name();
        if (!taken.meter().equals(name.meter())) {
            return "its Prometheus name '" + name.text() + "' is that of meter '" + taken.meter()
                    + "' already: rename one of them";
        }
        if (taken.type() != name.type() || present.getClass() != kind) {
            return "there is a meter '" + taken.meter() + "' of type " + taken.type() + " already, and this is a "
                    + name.type() + "; Prometheus wants one type under a name: rename one of them";
        }
        return null;
    }

    void remove(String name, Meter.Id id) {
        byName.computeIfPresent(name, (text, family) -> {
            family.remove(id);
            return family.isEmpty() ? null : family;
        });
    }

    /** Whether samples under this name are written here. */
    boolean hasPlain(String name) {
        Family family = byName.get(name);
        return family == null ? isMax(name) : isPlain(family) && !(family instanceof ParentsFamily);
    }

    private boolean isMax(String name) {
        return name.endsWith(MAX)
                && byName.get(name.substring(0, name.length() - MAX.length())) instanceof DistributionFamily;
    }

    /** Writes the wanted families that need no more care than that. */
    void write(TextFormat format, TextSamples out, Predicate<String> wanted) throws IOException {
        for (Family family : byName.values()) {
            if (isPlain(family)) {
                family.write(format, out, wanted);
            }
        }
    }

    /** The wanted families for the client library: all, or only those that {@link #write} leaves out. */
    MetricSnapshots collect(boolean all, boolean forText, Predicate<String> wanted) {
        List<MetricSnapshot> snapshots = new ArrayList<>();
        for (Family family : byName.values()) {
            if (all || !isPlain(family)) {
                family.collect(forText, wanted, snapshots);
            }
        }
        return new MetricSnapshots(snapshots);
    }

    /** Whether the name needs no escaping, and no sample of another family is called the same. */
    private boolean isPlain(Family family) {
        String name = family.name().text();
        return family.isPlain()
                && !(family instanceof DistributionFamily && byName.containsKey(name + MAX))
                && !isMax(name);
    }
}
