package io.venturi.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.http.Outcome;
import io.venturi.HttpLabels;

/** {@link ApiNaming#MICROMETER}. */
record MicrometerNaming(MeterRegistry registry) implements TimerNaming {

    @Override
    public boolean tellsProtocol() {
        return false;
    }

    @Override
    public Timer timer(Requests requests) {
        Outcome outcome = outcome(requests.status());
        Tags tags = Tags.of(
                "method", requests.method(),
                "uri", uri(requests, outcome),
                "status", requests.status(),
                "exception", requests.exception().equals(Requests.NO_EXCEPTION) ? "None" : requests.exception());
        return Timer.builder("http.server.requests")
                .tags(tags.and(outcome.asTag()))
                .register(registry);
    }

    private static Outcome outcome(String status) {
        return status.equals(HttpLabels.UNKNOWN_STATUS) ? Outcome.UNKNOWN : Outcome.forStatus(Integer.parseInt(status));
    }

    /** The route, or, where there is none, what the status tells. */
    private static String uri(Requests requests, Outcome outcome) {
        if (!requests.route().equals(RouteTemplates.UNMATCHED)) {
            return requests.route();
        }
        if (requests.status().equals("404")) {
            return "NOT_FOUND";
        }
        return outcome == Outcome.REDIRECTION ? "REDIRECTION" : "UNKNOWN";
    }
}
