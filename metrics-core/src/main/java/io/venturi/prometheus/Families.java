package io.venturi.prometheus;

import io.micrometer.core.instrument.Meter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All families, by name. Thread-safe: readers see each change alone. Changes exclude each other, since this kind of map may run two
 * computations for a name at once, and the series that one adds would go with the family that the other empties.
 */
final class Families {

    private static final String MAX = DistributionFamily.MAX;

    /** In the order of exposition. */
    private final Map<String, Family> byName = new ConcurrentSkipListMap<>();

    /**
     * Adds a series.
     *
     * @param kind of the family
     * @param make makes such a family
     * @return why that cannot be, or null
     */
    synchronized @Nullable String add(
            FamilyName name, Series series, Class<? extends Family> kind, Function<FamilyName, Family> make) {
        Family present = byName.get(name.text());
        Family family = present == null ? make.apply(name) : present;
        String conflict = conflict(family, name, kind);
        String problem = conflict == null ? conflict(family, series) : conflict;
        if (problem == null) {
            family.add(series);
            byName.put(name.text(), family);
        }
        return problem;
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

    /** What would make a scrape fail as a whole: two samples with one name and the same labels, or two types. */
    private @Nullable String conflict(Family family, Series series) {
        String name = family.name().text();
        Series like = family.like(series);
        if (like != null && !like.meter().getId().equals(series.meter().getId())) {
            return "the labels of " + like.meter().getId() + " are the same: rename a tag";
        }
        Family named = family instanceof DistributionFamily ? byName.get(name + MAX) : null;
        if (named != null && !(isGauge(named) && named.like(series) == null)) {
            return "its greatest value would be exposed as '" + name + MAX + "', which is the name of meter '"
                    + named.name().meter() + "' already: rename one of them";
        }
        Family greatest = isMax(name) ? ofMax(name) : null;
        if (greatest != null && !(isGauge(family) && greatest.like(series) == null)) {
            return "its Prometheus name '" + name + "' is that of the greatest value of meter '"
                    + greatest.name().meter() + "' already: rename one of them";
        }
        return null;
    }

    private static boolean isGauge(Family family) {
        return family instanceof ValueFamily values && values.isGauge();
    }

    /**
     * Removes a meter's series.
     *
     * @param name the name that the naming convention gives it now
     * @param like with the labels that it has by that
     */
    synchronized void remove(String name, Series like) {
        if (!removeFrom(name, like)) {
            // The convention was another when it came, or it was refused.
            Meter.Id id = like.meter().getId();
            byName.forEach((other, family) -> family.series().stream()
                    .filter(one -> one.meter().getId().equals(id))
                    .forEach(one -> removeFrom(other, one)));
        }
    }

    private boolean removeFrom(String name, Series like) {
        Family family = byName.get(name);
        Series present = family == null ? null : family.like(like);
        if (family == null
                || present == null
                || !present.meter().getId().equals(like.meter().getId())) {
            return false;
        }
        family.remove(present);
        if (family.isEmpty()) {
            byName.remove(name);
        }
        return true;
    }

    /** Those of now that can be written as text without more care, in the order of exposition. */
    Set<Family> plain(Surroundings surroundings) {
        Set<Family> plain = new LinkedHashSet<>();
        for (Family family : byName.values()) {
            if (isPlain(family) && !(family instanceof ParentsFamily) && !surroundings.have(family.exposedNames())) {
                plain.add(family);
            }
        }
        return plain;
    }

    private boolean isMax(String name) {
        return ofMax(name) instanceof DistributionFamily;
    }

    /** The family whose name this is with the suffix of greatest values. */
    private @Nullable Family ofMax(String name) {
        return name.endsWith(MAX) ? byName.get(name.substring(0, name.length() - MAX.length())) : null;
    }

    /** The wanted families for the client library, but for some. */
    List<MetricSnapshot> collect(Set<Family> excluded, Surroundings surroundings, Predicate<String> wanted) {
        List<MetricSnapshot> snapshots = new ArrayList<>();
        for (Family family : byName.values()) {
            if (!excluded.contains(family)) {
                family.collect(surroundings, wanted, snapshots);
            }
        }
        return snapshots;
    }

    /** Whether the name needs no escaping, and no sample of another family is called the same. */
    private boolean isPlain(Family family) {
        String name = family.name().text();
        return family.isPlain()
                && !(family instanceof DistributionFamily && byName.containsKey(name + MAX))
                && !isMax(name);
    }
}
