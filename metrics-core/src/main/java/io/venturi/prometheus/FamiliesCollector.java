package io.venturi.prometheus;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.venturi.instrument.ConsistentRead;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The families, to whoever scrapes the client library's registry; as of one moment. Thread-safe. */
final class FamiliesCollector implements MultiCollector {

    /** Asks for what is to be written as text by the client library: everything. */
    static final PrometheusScrapeRequest TEXT = new Asked();

    /** The same for what {@link Families#write} leaves out. */
    static final PrometheusScrapeRequest REST_OF_TEXT = new Asked();

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
        boolean rest = request == REST_OF_TEXT;
        return ConsistentRead.call(() -> families.collect(!rest, rest || request == TEXT, wanted));
    }

    /** A request that is told by its identity. */
    private static final class Asked implements PrometheusScrapeRequest {
        @Override
        public String getRequestPath() {
            return "";
        }

        @Override
        public String @Nullable [] getParameterValues(String name) {
            return null;
        }
    }
}
