package io.venturi.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.venturi.HttpLabels;
import java.time.Duration;
import java.util.stream.DoubleStream;

/**
 * {@link ApiNaming#OTEL}: the stable attributes of OpenTelemetry's conventions, all that can be filled from bounded values. One that a
 * request does not have is empty, which to Prometheus is the same as absent: all series of a meter need the same tags.
 */
record OtelNaming(MeterRegistry registry) implements TimerNaming {

    private static final String ABSENT = "";

    private static final Duration[] BUCKETS = DoubleStream.of(
                    .005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10)
            .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
            .toArray(Duration[]::new);

    @Override
    public boolean tellsProtocol() {
        return true;
    }

    @Override
    public Timer timer(Requests requests) {
        return Timer.builder("http.server.request.duration")
                .description("Duration of HTTP server requests.")
                .tags(
                        "http.request.method",
                        requests.method().equals(HttpLabels.OTHER_METHOD) ? "_OTHER" : requests.method(),
                        "url.scheme",
                        RequestProtocol.scheme(requests.protocol()),
                        "network.protocol.version",
                        RequestProtocol.version(requests.protocol()),
                        "http.route",
                        requests.route().equals(RouteTemplates.UNMATCHED) ? ABSENT : requests.route(),
                        "http.response.status_code",
                        requests.status().equals(HttpLabels.UNKNOWN_STATUS) ? ABSENT : requests.status(),
                        "error.type",
                        errorType(requests))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private static String errorType(Requests requests) {
        if (!requests.exception().equals(Requests.NO_EXCEPTION)) {
            return requests.exception();
        }
        return requests.status().startsWith("5") ? requests.status() : ABSENT;
    }
}
