package io.venturi.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.instrument.Once;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options that the filters of all servers have. Not thread-safe. */
final class FilterOptions {

    private static final Set<String> NOT_TIMED = Set.of("/metrics", "/health", "/healthz", "/livez", "/readyz");

    private final PipelineMetrics metrics;
    private final Once<RouteTemplates> routes = new Once<>("routes");
    private final Once<ApiNaming> naming = new Once<>("naming", ApiNaming.PIPELINE);
    private final Once<Set<String>> excluded = new Once<>("exclude", NOT_TIMED);
    private final Once<Boolean> sizes = new Once<>("sizes", false);
    private @Nullable MeterRegistry registry;

    FilterOptions(PipelineMetrics metrics) {
        this.metrics = Objects.requireNonNull(metrics, "metrics");
    }

    void routes(RouteTemplates templates) {
        routes.set(Objects.requireNonNull(templates, "templates"));
    }

    void naming(ApiNaming naming, MeterRegistry registry) {
        this.naming.set(Objects.requireNonNull(naming, "naming"));
        this.registry = Objects.requireNonNull(registry, "registry");
    }

    void exclude(String... rawPaths) {
        excluded.set(Set.of(rawPaths));
    }

    void sizes(boolean metered) {
        sizes.set(metered);
    }

    PipelineMetrics metrics() {
        return metrics;
    }

    /** The templates, if any were given. */
    @Nullable
    RouteTemplates routes() {
        return routes.given().orElse(null);
    }

    ExcludedPaths excluded() {
        return new ExcludedPaths(excluded.get());
    }

    boolean sizes() {
        return sizes.get();
    }

    /** Where requests are counted. */
    ServedRequests<?> requests() {
        RouteTemplates templates = routes.given().orElseGet(RouteTemplates::of);
        MeterRegistry timers = registry;
        return timers == null || naming.get() == ApiNaming.PIPELINE
                ? new PipelineRequests(templates, metrics.api())
                : new TimedRequests(templates, metrics, timerNaming(timers));
    }

    private TimerNaming timerNaming(MeterRegistry timers) {
        return naming.get() == ApiNaming.OTEL ? new OtelNaming(timers) : new MicrometerNaming(timers);
    }
}
