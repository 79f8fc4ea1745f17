package io.venturi.prometheus;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.venturi.instrument.ConsistentRead;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The families, to whoever scrapes the client library's registry; as of one moment. Thread-safe. */
final class FamiliesCollector implements MultiCollector {

    private final Families families;
    /** Asks all registries for what is to be written as text. */
    private final PrometheusScrapeRequest text = new TextRequest();
    /** The same, but of this one only for what {@link Families#write} leaves out. */
    private final PrometheusScrapeRequest restOfText = new TextRequest();

    FamiliesCollector(Families families) {
        this.families = families;
    }

    PrometheusScrapeRequest text() {
        return text;
    }

    PrometheusScrapeRequest restOfText() {
        return restOfText;
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
        boolean all = request != restOfText;
        return ConsistentRead.call(() -> families.collect(all, request instanceof TextRequest, wanted));
    }

    /** Told by its identity. There may be several registries of ours on one of the client library's. */
    private static final class TextRequest implements PrometheusScrapeRequest {
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
