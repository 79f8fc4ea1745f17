package io.venturi.benchmarks;

import com.sun.net.httpserver.Filter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.http.ApiMetricsHttpFilter;
import io.venturi.http.RouteTemplates;
import io.venturi.prometheus.VenturiPrometheusRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * All that is done to meter a request, from its start to its end, without a socket. Ours includes the route, which Spring's filter is
 * told by its framework, here by the handler.
 *
 * <p>Micrometer's handler for Jetty 12 is not among the peers. It takes Jetty's own requests, and nothing stands in for those: Jetty's
 * in-memory connector parses a request and writes an answer, so that its time would be Jetty's rather than the handler's.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestsBenchmark {

    private static final String TEMPLATE = "/api/orders/{id}/lines/{line}";

    private final MeterRegistry peers = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Filter venturi = filter(new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT));
    private final Filter venturiOnMicrometer = filter(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    private final ServerHttpObservationFilter spring = new ServerHttpObservationFilter(observations(peers));

    /** Two ends of one request of the JDK's server. */
    @State(Scope.Thread)
    public static class JdkRequest {
        final BareExchange exchange = new BareExchange("/api/orders/4711/lines/3");
        // Nothing but the handler is left in it, so that it serves every request.
        final Filter.Chain chain =
                new Filter.Chain(List.of(), handled -> handled.sendResponseHeaders(200, BareExchange.NO_BODY));
    }

    /** The same, as a servlet sees it. */
    @State(Scope.Thread)
    public static class ServletRequest {
        final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/orders/4711/lines/3");
        final MockHttpServletResponse response = new MockHttpServletResponse();
        final FilterChain chain = (asked, answered) -> ServerHttpObservationFilter.findObservationContext(request)
                .ifPresent(context -> context.setPathPattern(TEMPLATE));
    }

    private static Filter filter(MeterRegistry registry) {
        return ApiMetricsHttpFilter.builder(PipelineMetrics.builder(registry).build())
                .routes(RouteTemplates.of("/api/orders", "/api/orders/{id}", TEMPLATE, "/api/customers/{id}"))
                .build();
    }

    private static ObservationRegistry observations(MeterRegistry meters) {
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        return observations;
    }

    /** What a filter cannot do without. */
    @Benchmark
    public long twoClockReads() {
        long start = System.nanoTime();
        return System.nanoTime() - start;
    }

    /** The handler alone. */
    @Benchmark
    public void withoutFilter(JdkRequest request) throws IOException {
        request.exchange.start();
        request.chain.doFilter(request.exchange);
    }

    /** Ours: route, requests under way, count and duration by route, method and status. */
    @Benchmark
    public void venturiFilter(JdkRequest request) throws IOException {
        request.exchange.start();
        venturi.doFilter(request.exchange, request.chain);
    }

    /** The same on Micrometer's registry. */
    @Benchmark
    public void venturiFilterOnMicrometer(JdkRequest request) throws IOException {
        request.exchange.start();
        venturiOnMicrometer.doFilter(request.exchange, request.chain);
    }

    /** What users write: a timer by its tags, per request. The route costs it nothing. */
    @Benchmark
    public void micrometerByHand(JdkRequest request) throws IOException {
        request.exchange.start();
        long start = System.nanoTime();
        request.chain.doFilter(request.exchange);
        Timer.builder("http.server.requests")
                .tags(
                        "uri",
                        TEMPLATE,
                        "method",
                        request.exchange.getRequestMethod(),
                        "status",
                        Integer.toString(request.exchange.getResponseCode()))
                .register(peers)
                .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    /** Spring's filter on Spring's mocks of a request and a response, which share in the time. */
    @Benchmark
    public void springObservationFilter(ServletRequest request) throws IOException, ServletException {
        request.request.clearAttributes(); // the observation of the last request
        spring.doFilter(request.request, request.response, request.chain);
    }
}
