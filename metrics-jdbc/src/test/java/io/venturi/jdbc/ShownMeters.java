package io.venturi.jdbc;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.OpenLabel;
import io.venturi.PipelineMetrics;
import io.venturi.catalog.LibraryCatalog;
import io.venturi.catalog.MeterSpec;
import io.venturi.instrument.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A registry, what it shows, and a clock that the test moves. */
final class ShownMeters {

    static final int MAX_SLOTS = 3;
    private static final String NAMESPACE = "test";

    final MockClock clock = new MockClock();
    final MeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    final PipelineMetrics metrics = PipelineMetrics.builder(registry)
            .namespace(NAMESPACE)
            .maxLabelValues(OpenLabel.SLOT, MAX_SLOTS)
            .build();

    /** A gauge's value; fails where there is none. */
    double gauge(MeterSpec spec, String... labels) {
        if (find(spec, labels) instanceof Gauge gauge) {
            return gauge.value();
        }
        throw new AssertionError("no gauge " + spec + " of " + List.of(labels));
    }

    /** A function counter's value; fails where there is none. */
    double counter(MeterSpec spec, String... labels) {
        if (find(spec, labels) instanceof FunctionCounter counter) {
            return counter.count();
        }
        throw new AssertionError("no function counter " + spec + " of " + List.of(labels));
    }

    boolean has(MeterSpec spec, String... labels) {
        return find(spec, labels) != null;
    }

    /** Queries that failed, by the meter that they are for. */
    double failures(MeterSpec spec) {
        Meter counter = find(LibraryCatalog.INVALID, spec.name(), Problem.QUERY_FAILED.label());
        return counter == null ? 0 : counter.measure().iterator().next().getValue();
    }

    /** Look-ups beyond a limit. */
    double overflows(String what) {
        Meter counter = find(LibraryCatalog.OVERFLOW, what);
        return counter == null ? 0 : counter.measure().iterator().next().getValue();
    }

    /** Reads everything, as a scrape does. */
    void scrape() {
        registry.getMeters().forEach(meter -> meter.measure().forEach(sample -> sample.getValue()));
    }

    private @Nullable Meter find(MeterSpec spec, String... labels) {
        List<String> tags = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            tags.add(spec.labels().get(i));
            tags.add(labels[i]);
        }
        Collection<Meter> found = registry.find(spec.name(NAMESPACE))
                .tags(tags.toArray(String[]::new))
                .meters();
        return found.isEmpty() ? null : found.iterator().next();
    }
}
