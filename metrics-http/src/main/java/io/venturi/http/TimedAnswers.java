package io.venturi.http;

import io.micrometer.core.instrument.Timer;
import io.venturi.HttpLabels;
import io.venturi.instrument.IndexedHandles;

/** The timers of one route's requests that ended alike, by method and status. Thread-safe. */
final class TimedAnswers {

    private final String route;
    private final String exception;
    private final TimerNaming naming;
    private final IndexedHandles<IndexedHandles<Timer>> timers =
            new IndexedHandles<>(HttpLabels.METHOD_COUNT, this::ofMethod);

    TimedAnswers(String route, String exception, TimerNaming naming) {
        this.route = route;
        this.exception = exception;
        this.naming = naming;
    }

    Timer timer(String method, int status) {
        return timers.get(HttpLabels.methodIndex(method)).get(HttpLabels.statusIndex(status));
    }

    private IndexedHandles<Timer> ofMethod(int method) {
        return new IndexedHandles<>(
                HttpLabels.STATUS_COUNT,
                status -> naming.timer(route, HttpLabels.method(method), HttpLabels.status(status), exception));
    }
}
