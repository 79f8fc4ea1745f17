package io.venturi.prometheus;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.function.Predicate;

/** Meters that Micrometer's own registry exposes. They are here so that no others take their name. */
final class ParentsFamily extends Family {

    ParentsFamily(FamilyName name) {
        super(name, List.of());
    }

    @Override
    void write(TextFormat format, TextSamples out, Predicate<String> wanted) {}

    @Override
    void collect(Surroundings surroundings, Predicate<String> wanted, List<MetricSnapshot> snapshots) {}
}
