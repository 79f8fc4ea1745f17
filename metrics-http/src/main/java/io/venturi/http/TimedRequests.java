package io.venturi.http;

import io.venturi.HttpLabels;
import io.venturi.OpenLabel;
import io.venturi.PipelineMetrics;
import io.venturi.instrument.BoundedHandles;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests as one timer with everything in its tags: Micrometer's and OpenTelemetry's way. All tags are bounded, as
 * Venturi's own labels are.
 */
final class TimedRequests extends ServedRequests<TimedRoute> {

    private final TimerNaming naming;
    private final BoundedHandles<TimedRoute> routes;

    TimedRequests(RouteTemplates templates, PipelineMetrics metrics, TimerNaming naming) {
        super(templates);
        this.naming = naming;
        var scope = metrics.newScope();
        this.routes = new BoundedHandles<>(
                "api.endpoint", scope, metrics.limit(OpenLabel.ENDPOINT), name -> new TimedRoute(name, naming, scope));
    }

    @Override
    TimedRoute route(String name) {
        return routes.get(name);
    }

    @Override
    String name(TimedRoute route) {
        return route.name();
    }

    @Override
    boolean isOpen(TimedRoute route) {
        return true; // its timers are the registry's
    }

    @Override
    boolean tellsProtocol() {
        return naming.tellsProtocol();
    }

    @Override
    void record(
            TimedRoute route,
            int protocol,
            String method,
            int status,
            long nanos,
            @Nullable Throwable failure,
            boolean aborted) {
        TimedAnswers answers = failure == null
                ? route.answered()
                : route.failed(aborted ? ClientAbort.NAME : HttpLabels.exception(failure));
        answers.timer(protocol, method, status).record(nanos, TimeUnit.NANOSECONDS);
    }
}
