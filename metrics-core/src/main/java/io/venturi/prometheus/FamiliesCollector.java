package io.venturi.prometheus;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.venturi.instrument.ConsistentRead;
import java.util.Collections;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The families, to whoever scrapes the client library's registry; as of one moment. Thread-safe. */
final class FamiliesCollector implements MultiCollector {

    private final Families families;

    FamiliesCollector(Families families) {
        this.families = families;
    }

    /** Asks all registries for what is to be written as text, and this one for all but some. */
    PrometheusScrapeRequest textWithout(Set<Family> excluded) {
        return new TextRequest(this, excluded);
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
        Set<Family> excluded =
                request instanceof TextRequest text && text.asking == this ? text.excluded : Collections.emptySet();
        return ConsistentRead.call(() -> families.collect(excluded, request instanceof TextRequest, wanted));
    }

    /** There may be several registries of ours on one of the client library's: this tells which one asks. */
    private record TextRequest(FamiliesCollector asking, Set<Family> excluded) implements PrometheusScrapeRequest {
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
