package io.venturi.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.http.Outcome;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Requests as one timer with everything in its tags: Micrometer's and OpenTelemetry's way. All tags are bounded: routes and
 * exceptions by their number, methods and statuses by what HTTP knows.
 */
final class TimedRequests implements ServedRequests {

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY");
    private static final String OTHER = "_other";
    private static final int MAX_ROUTES = 500;
    private static final int MAX_EXCEPTIONS = 50;

    private static final Duration[] OTEL_BUCKETS = DoubleStream.of(
                    .005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10)
            .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final ApiNaming naming;
    private final Set<String> routes = ConcurrentHashMap.newKeySet();
    private final Set<String> exceptions = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<Series, Timer> timers = new ConcurrentHashMap<>();

    private record Series(String route, String method, int status, String exception) {}

    TimedRequests(MeterRegistry registry, ApiNaming naming) {
        this.registry = registry;
        this.naming = naming;
    }

    @Override
    public void record(
            String route, String method, int status, long nanos, @Nullable Throwable failure, boolean aborted) {
        String exception =
                failure == null ? "" : bounded(aborted ? ClientAbort.NAME : name(failure), exceptions, MAX_EXCEPTIONS);
        boolean known = status >= 100 && status <= 599;
        Series series = new Series(
                bounded(route, routes, MAX_ROUTES),
                METHODS.contains(method) ? method : "",
                known ? status : NO_STATUS,
                exception);
        timers.computeIfAbsent(series, this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private static String bounded(String value, Set<String> seen, int limit) {
        if (seen.contains(value)) {
            return value;
        }
        // Threads that are here at once may add a few more than the limit; that is bounded, too.
        return seen.size() < limit && seen.add(value) ? value : seen.contains(value) ? value : OTHER;
    }

    private static String name(Throwable failure) {
        Class<?> type = failure.getClass();
        while (type.getSimpleName().isEmpty()) {
            type = type.getSuperclass(); // anonymous
        }
        return type.getSimpleName();
    }

    private Timer timer(Series series) {
        return naming == ApiNaming.OTEL ? otel(series) : micrometer(series);
    }

    private Timer micrometer(Series series) {
        Tags tags = Tags.of(
                "method", series.method.isEmpty() ? "OTHER" : series.method,
                "uri", uri(series),
                "status", series.status < 0 ? "UNKNOWN" : Integer.toString(series.status),
                "exception", series.exception.isEmpty() ? "None" : series.exception);
        return Timer.builder("http.server.requests")
                .tags(tags.and(outcome(series.status).asTag()))
                .register(registry);
    }

    private static Outcome outcome(int status) {
        return status < 0 ? Outcome.UNKNOWN : Outcome.forStatus(status);
    }

    private static String uri(Series series) {
        if (!series.route.equals(RouteTemplates.UNMATCHED)) {
            return series.route;
        }
        if (series.status == 404) {
            return "NOT_FOUND";
        }
        return outcome(series.status) == Outcome.REDIRECTION ? "REDIRECTION" : "UNKNOWN";
    }

    private Timer otel(Series series) {
        return Timer.builder("http.server.request.duration")
                .description("Duration of HTTP server requests.")
                .tags(
                        "http.request.method",
                        series.method.isEmpty() ? "_OTHER" : series.method,
                        "http.route",
                        series.route,
                        "http.response.status_code",
                        series.status < 0 ? "none" : Integer.toString(series.status),
                        "error.type",
                        errorType(series))
                .serviceLevelObjectives(OTEL_BUCKETS)
                .register(registry);
    }

    private static String errorType(Series series) {
        if (!series.exception.isEmpty()) {
            return series.exception;
        }
        return series.status >= 500 ? Integer.toString(series.status) : "none";
    }
}
