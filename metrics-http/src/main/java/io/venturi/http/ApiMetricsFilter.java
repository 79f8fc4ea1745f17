package io.venturi.http;

import io.venturi.ApiMeters;
import io.venturi.PipelineMetrics;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * Meters the requests of a servlet container:
 *
 * <pre>{@code
 * ApiMetricsFilter.install(context, metrics, RouteTemplates.of("/orders", "/orders/{id}"));
 * }</pre>
 *
 * <p>yields {@code pipeline_api_requests_total{endpoint="/orders/{id}",method="GET",status="200"}} and the other meters of
 * {@link ApiMeters}. Where a host registers filters itself, {@link #create} makes one: map it to all paths, before
 * other filters, for requests and asynchronous dispatches, and declare it to support asynchronous requests.
 *
 * <p>The route of a request is the first of: the request's attribute {@value #ROUTE_ATTRIBUTE}; the pattern that Spring
 * matched; the template that the path below the context matches; the servlet's mapping if it is exact or a path other than {@code
 * /*}; {@code UNMATCHED}. Never anything of the path itself.
 *
 * <p>A request counts once, whatever dispatches it takes, under its response's status when it is complete. A handler that
 * throws is counted as 500, unless the response was committed: then as what that says. If it failed for want of a
 * client, that is 499, and the exception {@code ClientAbort}. What it threw is thrown on, and the response is never touched.
 *
 * <p>Thread-safe. A failure to record is counted, and disturbs no request.
 */
public final class ApiMetricsFilter implements Filter {

    /** The name of the attribute that tells a request's route. */
    public static final String ROUTE_ATTRIBUTE = ApiMetricsHttpFilter.ROUTE_ATTRIBUTE;

    /** On a request that is metered already: further dispatches of it, and further filters, leave it alone. */
    private static final String METERED = "io.venturi.http.metered";

    private final boolean enabled;
    private final boolean sizes;
    private final ExcludedPaths excluded;
    private final ServletRecorder recorder;

    private ApiMetricsFilter(FilterOptions<?> options) {
        this.enabled = options.metrics().isEnabled();
        this.sizes = options.sizesAreMetered();
        this.excluded = options.excluded();
        this.recorder = new ServletRecorder(
                options.metrics().api(),
                options.requests(),
                new ServletRoutes(options.givenRoutes()),
                options.metrics().newScope().clock());
    }

    /** A filter without templates. */
    public static ApiMetricsFilter create(PipelineMetrics metrics) {
        return builder(metrics).build();
    }

    /** A filter with the templates that requests match. */
    public static ApiMetricsFilter create(PipelineMetrics metrics, RouteTemplates routes) {
        return builder(metrics).routes(routes).build();
    }

    /** Meters all requests of a context that has not started yet. */
    public static void install(ServletContext context, PipelineMetrics metrics, RouteTemplates routes) {
        builder(metrics).routes(routes).install(context);
    }

    /** A filter with other options. */
    public static Builder builder(PipelineMetrics metrics) {
        return new Builder(metrics);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (enabled && request instanceof HttpServletRequest asked && response instanceof HttpServletResponse answer) {
            Object metered = asked.getAttribute(METERED);
            if (metered == null) {
                doFilterFirst(asked, answer, chain);
            } else {
                doFilterAgain(metered, asked, answer, chain);
            }
        } else {
            chain.doFilter(request, response);
        }
    }

    private void doFilterFirst(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute(METERED, true);
        if (isExcluded(request)) {
            chain.doFilter(request, response);
        } else if (sizes) {
            ServletBodies bodies = new ServletBodies(request, response);
            meter(bodies.request(), bodies.response(), bodies, chain);
        } else {
            meter(request, response, null, chain);
        }
    }

    private void meter(
            HttpServletRequest request, HttpServletResponse response, @Nullable ServletBodies bodies, FilterChain chain)
            throws IOException, ServletException {
        long start = recorder.start();
        Throwable thrown = null;
        try {
            chain.doFilter(request, response);
        } catch (Throwable failure) {
            thrown = failure;
            throw failure;
        } finally {
            // Who starts asynchronously and then throws is over: Tomcat drops such a request without a word to
            // listeners.
            if (thrown != null || !request.isAsyncStarted() || !completesLater(request, response, bodies, start)) {
                recorder.end(request, response, bodies, start, thrown);
            }
        }
    }

    /** Whether the container will tell when the request is complete. */
    private boolean completesLater(
            HttpServletRequest request, HttpServletResponse response, @Nullable ServletBodies bodies, long start) {
        AsyncExchange exchange = new AsyncExchange(recorder, request, response, bodies, start);
        try {
            request.getAsyncContext().addListener(exchange);
        } catch (IllegalStateException e) {
            return false; // complete already: other containers than those we test may say so only now
        }
        request.setAttribute(METERED, exchange);
        return true;
    }

    /** A dispatch of a request that is metered. Only what an asynchronous one throws would be missed otherwise. */
    private static void doFilterAgain(
            Object metered, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } catch (Throwable failure) {
            if (metered instanceof AsyncExchange exchange && request.getDispatcherType() == DispatcherType.ASYNC) {
                exchange.failed(failure);
                if (request.isAsyncStarted()) {
                    exchange.abandon(failure);
                }
            }
            throw failure;
        }
    }

    private boolean isExcluded(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path != null && excluded.contains(path, ServletRoutes.contextLength(path, request));
    }

    /** Options of a filter. Not thread-safe. */
    public static final class Builder extends FilterOptions<Builder> {

        private static final String NAME = "venturi";

        private Builder(PipelineMetrics metrics) {
            super(metrics);
        }

        @Override
        Builder self() {
            return this;
        }

        /** Builds the filter, to be registered with a container. */
        public ApiMetricsFilter build() {
            return new ApiMetricsFilter(this);
        }

        /**
         * Registers the filter for all requests of a context that has not started yet, before filters that are mapped later.
         *
         * @throws IllegalStateException if the context has one already, or has started
         */
        public void install(ServletContext context) {
            FilterRegistration.Dynamic registration = context.addFilter(NAME, build());
            if (registration == null) {
                throw new IllegalStateException(
                        "context " + context.getContextPath() + " has an ApiMetricsFilter already: install it once");
            }
            registration.setAsyncSupported(true);
            registration.addMappingForUrlPatterns(
                    EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), false, "/*");
        }
    }
}
