package io.venturi.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.venturi.HttpLabels;
import java.time.Duration;
import java.util.stream.DoubleStream;

/** {@link ApiNaming#OTEL}. */
record OtelNaming(MeterRegistry registry) implements TimerNaming {

    private static final Duration[] BUCKETS = DoubleStream.of(
                    .005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10)
            .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
            .toArray(Duration[]::new);

    @Override
    public Timer timer(String route, String method, String status, String exception) {
        return Timer.builder("http.server.request.duration")
                .description("Duration of HTTP server requests.")
                .tags(
                        "http.request.method",
                        method.equals(HttpLabels.OTHER_METHOD) ? "_OTHER" : method,
                        "http.route",
                        route,
                        "http.response.status_code",
                        status.equals(HttpLabels.UNKNOWN_STATUS) ? "none" : status,
                        "error.type",
                        errorType(status, exception))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private static String errorType(String status, String exception) {
        if (!exception.equals(NO_EXCEPTION)) {
            return exception;
        }
        return status.startsWith("5") ? status : "none";
    }
}
