package io.venturi.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.instrument.Once;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options that the filters of all servers have. Not thread-safe.
 *
 * @param <B> the filter's builder, which each call returns
 */
public abstract class FilterOptions<B extends FilterOptions<B>> {

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

    /** This builder. */
    abstract B self();

    /** The routes that requests are counted under. Those of a servlet's filter begin below the path of its context. */
    public B routes(RouteTemplates templates) {
        routes.set(Objects.requireNonNull(templates, "templates"));
        return self();
    }

    /**
     * What the meters are called; {@link ApiNaming#PIPELINE} by default. Requests under way and failures of the metering itself stay
     * with the {@link PipelineMetrics}, and so do the limits of routes.
     *
     * @param registry where timers of the other namings go; they are the registry's, and stay when the metrics are closed. {@code PIPELINE}
     *     records where the metrics do
     */
    public B naming(ApiNaming naming, MeterRegistry registry) {
        this.naming.set(Objects.requireNonNull(naming, "naming"));
        this.registry = Objects.requireNonNull(registry, "registry");
        return self();
    }

    /**
     * The paths that are not metered, compared exactly, instead of {@code /metrics}, {@code /health}, {@code /healthz},
     * {@code /livez} and {@code /readyz}. Without arguments, all are metered. Those of a servlet's filter begin below the path of
     * its context.
     */
    public B exclude(String... rawPaths) {
        excluded.set(Set.of(rawPaths));
        return self();
    }

    /**
     * Meters the sizes of bodies, too, as {@code pipeline_api_request_size_bytes} and {@code
     * pipeline_api_response_size_bytes}; off by default. A size is what {@code Content-Length} declares, or else what went through
     * the streams, which are wrapped for that; one that neither tells, such as an error page of a servlet container's, is left out.
     */
    public B sizes(boolean metered) {
        sizes.set(metered);
        return self();
    }

    PipelineMetrics metrics() {
        return metrics;
    }

    /** The templates, if any were given. */
    @Nullable
    RouteTemplates givenRoutes() {
        return routes.given().orElse(null);
    }

    ExcludedPaths excluded() {
        return new ExcludedPaths(excluded.get());
    }

    boolean sizesAreMetered() {
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
