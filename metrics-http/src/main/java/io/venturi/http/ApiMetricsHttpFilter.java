package io.venturi.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import io.micrometer.core.instrument.Clock;
import io.venturi.ApiMeters;
import io.venturi.PipelineMetrics;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Meters the requests of a context of the JDK's {@code HttpServer}:
 *
 * <pre>{@code
 * HttpContext context = server.createContext("/", handler);
 * ApiMetricsHttpFilter.install(context, metrics, RouteTemplates.of("/orders", "/orders/{id}"));
 * }</pre>
 *
 * <p>yields {@code pipeline_api_requests_total{endpoint="/orders/{id}",method="GET",status="200"}} and the other meters of
 * {@link ApiMeters}. The route of a request is the first of: the attribute {@value #ROUTE_ATTRIBUTE}; the template that
 * its path matches; where no templates are given, the context's path unless that is {@code /}; {@code UNMATCHED}. Never
 * anything of the path itself. (The JDK's server shares attributes among the requests of a context: set it for a context
 * that has one route.)
 *
 * <p>A handler that throws is counted as 500, unless it had sent a status: then as that one. If it failed for want of a
 * client, that is 499, and the exception {@code ClientAbort}. What it threw is thrown on. A handler that answers later, from
 * another thread, is counted when the answer's body is closed.
 *
 * <p>Thread-safe. A failure to record is counted, and disturbs no request.
 */
public final class ApiMetricsHttpFilter extends Filter {

    /** The name of the attribute that tells a request's route. */
    public static final String ROUTE_ATTRIBUTE = "io.venturi.http.route";

    private static final int SERVER_ERROR = 500;

    private final boolean enabled;
    private final ApiMeters api;
    private final ServedRequests<?> requests;
    private final Clock clock;
    private final @Nullable RouteTemplates routes;
    private final ExcludedPaths excluded;
    private final boolean sizes;

    private ApiMetricsHttpFilter(FilterOptions<?> options) {
        this.enabled = options.metrics().isEnabled();
        this.api = options.metrics().api();
        this.clock = options.metrics().newScope().clock();
        this.requests = options.requests();
        this.routes = options.givenRoutes();
        this.excluded = options.excluded();
        this.sizes = options.sizesAreMetered();
    }

    /** Meters a context under its path. */
    public static void install(HttpContext context, PipelineMetrics metrics) {
        builder(metrics).install(context);
    }

    /** Meters a context under the templates that its requests match. */
    public static void install(HttpContext context, PipelineMetrics metrics, RouteTemplates routes) {
        builder(metrics).routes(routes).install(context);
    }

    /** A filter with other options. */
    public static Builder builder(PipelineMetrics metrics) {
        return new Builder(metrics);
    }

    @Override
    public String description() {
        return "Venturi's request meters";
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        if (!enabled || isExcluded(exchange.getRequestURI().getRawPath())) {
            chain.doFilter(exchange);
            return;
        }
        long start = clock.monotonicTime();
        BodySizes bodies = sizes ? BodySizes.of(exchange) : null;
        api.requestStarted();
        try {
            chain.doFilter(exchange);
        } catch (Throwable failure) {
            boolean aborted = ClientAbort.isCauseOf(failure);
            int sent = exchange.getResponseCode();
            int status = sent >= 0 ? sent : aborted ? ClientAbort.STATUS : SERVER_ERROR;
            end(exchange, start, bodies, status, failure, aborted);
            throw failure;
        }
        int status = exchange.getResponseCode();
        if (status >= 0) {
            end(exchange, start, bodies, status, null, false);
        } else {
            endLater(exchange, start, bodies);
        }
    }

    private boolean isExcluded(@Nullable String rawPath) {
        return rawPath != null && excluded.contains(rawPath, 0);
    }

    /** Another thread answers. It has to send a status before it asks for the body, so that it gets this one. */
    private void endLater(HttpExchange exchange, long start, @Nullable BodySizes bodies) {
        AtomicBoolean ended = new AtomicBoolean();
        Runnable end = () -> {
            if (ended.compareAndSet(false, true)) {
                end(exchange, start, bodies, exchange.getResponseCode(), null, false);
            }
        };
        exchange.setStreams(null, new CompletionStream(exchange.getResponseBody(), end));
        if (exchange.getResponseCode() >= 0) {
            end.run(); // it was faster, and may have the body already
        }
    }

    private void end(
            HttpExchange exchange,
            long start,
            @Nullable BodySizes bodies,
            int status,
            @Nullable Throwable failure,
            boolean aborted) {
        api.requestEnded();
        try {
            long nanos = clock.monotonicTime() - start;
            record(requests, exchange, bodies, nanos, status, failure, aborted);
        } catch (RuntimeException e) {
            api.recordingFailed();
        }
    }

    private <R> void record(
            ServedRequests<R> requests,
            HttpExchange exchange,
            @Nullable BodySizes bodies,
            long nanos,
            int status,
            @Nullable Throwable failure,
            boolean aborted) {
        R route = route(requests, exchange);
        int protocol = requests.tellsProtocol()
                ? RequestProtocol.index(exchange instanceof HttpsExchange, exchange.getProtocol())
                : 0;
        requests.record(route, protocol, exchange.getRequestMethod(), status, nanos, failure, aborted);
        if (bodies != null) {
            bodies.record(api.endpoint(requests.name(route)).method(exchange.getRequestMethod()));
        }
    }

    private <R> R route(ServedRequests<R> requests, HttpExchange exchange) {
        if (exchange.getAttribute(ROUTE_ATTRIBUTE) instanceof String given && !given.isEmpty()) {
            return requests.route(given);
        }
        if (routes != null) {
            String path = exchange.getRequestURI().getRawPath();
            return requests.template(path == null ? RouteTemplates.NO_ROUTE : routes.match(path));
        }
        String context = exchange.getHttpContext().getPath();
        return context.equals("/") ? requests.template(RouteTemplates.NO_ROUTE) : requests.route(context);
    }

    /** Options of a filter. Not thread-safe. */
    public static final class Builder extends FilterOptions<Builder> {

        private Builder(PipelineMetrics metrics) {
            super(metrics);
        }

        @Override
        Builder self() {
            return this;
        }

        /** Builds the filter, to be added to {@link HttpContext#getFilters()}. */
        public ApiMetricsHttpFilter build() {
            return new ApiMetricsHttpFilter(this);
        }

        /**
         * Adds the filter to a context, before those that it has.
         *
         * @throws IllegalStateException if the context has one already, which would count requests twice
         */
        public void install(HttpContext context) {
            if (context.getFilters().stream().anyMatch(ApiMetricsHttpFilter.class::isInstance)) {
                throw new IllegalStateException("context " + context.getPath()
                        + " has an ApiMetricsHttpFilter already: install it once, or requests count twice");
            }
            context.getFilters().add(0, build());
        }
    }
}
