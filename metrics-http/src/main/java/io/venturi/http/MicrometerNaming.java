package io.venturi.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.http.Outcome;
import io.venturi.HttpLabels;

/** {@link ApiNaming#MICROMETER}. */
record MicrometerNaming(MeterRegistry registry) implements TimerNaming {

    @Override
    public Timer timer(String route, String method, String status, String exception) {
        Outcome outcome = outcome(status);
        Tags tags = Tags.of(
                "method",
                method,
                "uri",
                route.equals(RouteTemplates.UNMATCHED) ? unmapped(status, outcome) : route,
                "status",
                status,
                "exception",
                exception.equals(NO_EXCEPTION) ? "None" : exception);
        return Timer.builder("http.server.requests")
                .tags(tags.and(outcome.asTag()))
                .register(registry);
    }

    private static Outcome outcome(String status) {
        return status.equals(HttpLabels.UNKNOWN_STATUS) ? Outcome.UNKNOWN : Outcome.forStatus(Integer.parseInt(status));
    }

    /** Where there is no route, its status tells what there is to tell. */
    private static String unmapped(String status, Outcome outcome) {
        if (status.equals("404")) {
            return "NOT_FOUND";
        }
        return outcome == Outcome.REDIRECTION ? "REDIRECTION" : "UNKNOWN";
    }
}
