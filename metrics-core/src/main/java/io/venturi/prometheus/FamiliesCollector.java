package io.venturi.prometheus;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.venturi.instrument.ConsistentRead;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The families, to whoever scrapes the client library's registry; as of one moment. Thread-safe. */
final class FamiliesCollector implements MultiCollector {

    /** Asks for what cannot be written as text here. */
    static final PrometheusScrapeRequest REST = new PrometheusScrapeRequest() {
        @Override
        public String getRequestPath() {
            return "";
        }

        @Override
        public String @Nullable [] getParameterValues(String name) {
            return null;
        }
    };

    private final Families families;

    FamiliesCollector(Families families) {
        this.families = families;
    }

    @Override
    public MetricSnapshots collect() {
        return collect(name -> true, null);
    }

    @Override
    public MetricSnapshots collect(@Nullable PrometheusScrapeRequest request) {
        return collect(name -> true, request);
    }

    @Override
    public MetricSnapshots collect(Predicate<String> wanted) {
        return collect(wanted, null);
    }

    @Override
    public MetricSnapshots collect(Predicate<String> wanted, @Nullable PrometheusScrapeRequest request) {
        boolean all = !REST.equals(request);
        return ConsistentRead.call(() -> families.collect(wanted, all));
    }
}
