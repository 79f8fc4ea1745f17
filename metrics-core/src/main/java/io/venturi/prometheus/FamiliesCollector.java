package io.venturi.prometheus;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.venturi.instrument.ConsistentRead;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The families, to whoever scrapes the client library's registry; as of one moment. Thread-safe. */
final class FamiliesCollector implements MultiCollector {

    private static final Surroundings IN_TEXT = new Surroundings(true, Map.of());

    private final Families families;

    FamiliesCollector(Families families) {
        this.families = families;
    }

    /**
     * Asks all collectors, but this one for nothing.
     *
     * @param forText whether it is to be written as text
     */
    PrometheusScrapeRequest requestOfOthers(boolean forText) {
        return new OthersRequest(this, forText);
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
        OthersRequest asked = request instanceof OthersRequest others ? others : null;
        if (asked != null && asked.asking == this) {
            return new MetricSnapshots();
        }
        Surroundings surroundings = asked != null && asked.forText ? IN_TEXT : Surroundings.UNKNOWN;
        return ConsistentRead.call(() -> new MetricSnapshots(families.collect(Set.of(), surroundings, wanted)));
    }

    /** There may be several registries of ours on one of the client library's: this tells which one asks. */
    private record OthersRequest(FamiliesCollector asking, boolean forText) implements PrometheusScrapeRequest {
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
