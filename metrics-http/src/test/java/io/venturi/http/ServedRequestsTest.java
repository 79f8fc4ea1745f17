package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.OpenLabel;
import io.venturi.PipelineMetrics;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Handles of routes, whatever the names of the meters: bounded, kept, and renewed once closed. */
class ServedRequestsTest {

    private static final RouteTemplates TWO = RouteTemplates.of("/a", "/b");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PipelineMetrics metrics = PipelineMetrics.builder(registry)
            .maxLabelValues(OpenLabel.ENDPOINT, 1)
            .build();

    @AfterEach
    void close() {
        metrics.close();
    }

    @ParameterizedTest
    @EnumSource
    void routesBeyondTheLimitShareOneSeriesAndAreCounted(ApiNaming naming) {
        ServedRequests<?> requests = requests(naming);
        for (int round = 0; round < 3; round++) {
            record(requests, 0, 200, null);
            record(requests, 1, 200, null);
            recordNamed(requests, "/c");
        }
        assertThat(count(naming, "/a")).isEqualTo(3);
        assertThat(count(naming, "/b")).isZero();
        assertThat(count(naming, "_other")).isEqualTo(6);
        assertThat(overflows("api.endpoint")).isEqualTo(6);
    }

    @ParameterizedTest
    @EnumSource
    void aTemplateKeepsItsHandle(ApiNaming naming) {
        assertKept(requests(naming));
    }

    private static <R> void assertKept(ServedRequests<R> requests) {
        R handle = requests.template(0);
        assertThat(requests.template(0)).isSameAs(handle);
        assertThat(requests.route("/a")).isSameAs(handle);
        assertThat(requests.name(handle)).isEqualTo("/a");
    }

    @Test
    void aClosedEndpointComesBackAndItsPlaceWasFree() {
        ServedRequests<?> requests = requests(ApiNaming.PIPELINE);
        record(requests, 0, 200, null);
        metrics.api().endpoint("/a").close();
        record(requests, 1, 200, null);
        assertThat(count(ApiNaming.PIPELINE, "/b")).isEqualTo(1);
        metrics.api().endpoint("/b").close();
        record(requests, 0, 200, null);
        assertThat(count(ApiNaming.PIPELINE, "/a"))
                .as("what it counted before went with it")
                .isEqualTo(1);
        assertThat(overflows("api.endpoint")).isZero();
    }

    @Test
    void afterTheMetricsAreClosedNothingIsRecorded() {
        ServedRequests<?> requests = requests(ApiNaming.PIPELINE);
        record(requests, 0, 200, null);
        metrics.close();
        record(requests, 0, 200, null);
        recordNamed(requests, "/a");
        assertThat(registry.getMeters()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void exceptionsAreCalledByTheirRoot(ApiNaming naming) {
        ServedRequests<?> requests = requests(naming);
        record(requests, 0, 500, new IllegalStateException(new UncheckedIOException(new FileNotFoundException("x"))));
        record(requests, 0, 500, new IllegalStateException(new IOException("y") {}));
        assertThat(exceptions(naming, "FileNotFoundException")).isEqualTo(1);
        assertThat(exceptions(naming, "IOException")).isEqualTo(1);
    }

    @Test
    void exceptionsBeyondTheLimitShareATimerAndAreCounted() {
        TimedRoute route = new TimedRoute("/a", new MicrometerNaming(registry), metrics.newScope());
        for (int i = 0; i < 60; i++) {
            route.failed("E" + i).timer(0, "GET", 500).record(1, TimeUnit.MILLISECONDS);
        }
        assertThat(exceptions(ApiNaming.MICROMETER, "E49")).isEqualTo(1);
        assertThat(exceptions(ApiNaming.MICROMETER, "_other")).isEqualTo(10);
        assertThat(overflows("api.exception")).isEqualTo(10);
    }

    private ServedRequests<?> requests(ApiNaming naming) {
        return ApiMetricsHttpFilter.builder(metrics)
                .routes(TWO)
                .naming(naming, registry)
                .requests();
    }

    private static <R> void record(ServedRequests<R> requests, int template, int status, @Nullable Throwable failure) {
        requests.record(requests.template(template), 0, "GET", status, 1_000, failure, false);
    }

    private static <R> void recordNamed(ServedRequests<R> requests, String route) {
        requests.record(requests.route(route), 0, "GET", 200, 1_000, null, false);
    }

    private double count(ApiNaming naming, String route) {
        return switch (naming) {
            case PIPELINE ->
                registry.find("pipeline.api.requests").tag("endpoint", route).counters().stream()
                        .mapToDouble(Counter::count)
                        .sum();
            case MICROMETER -> timed("http.server.requests", "uri", route);
            case OTEL -> timed("http.server.request.duration", "http.route", route);
        };
    }

    private double exceptions(ApiNaming naming, String exception) {
        return switch (naming) {
            case PIPELINE ->
                registry.find("pipeline.api.exceptions").tag("exception", exception).counters().stream()
                        .mapToDouble(Counter::count)
                        .sum();
            case MICROMETER -> timed("http.server.requests", "exception", exception);
            case OTEL -> timed("http.server.request.duration", "error.type", exception);
        };
    }

    private double timed(String name, String tag, String value) {
        return registry.find(name).tag(tag, value).timers().stream()
                .mapToDouble(Timer::count)
                .sum();
    }

    private double overflows(String meter) {
        return registry.get("pipeline.meters.overflow")
                .tag("meter", meter)
                .counter()
                .count();
    }
}
