package io.venturi.http;

import io.micrometer.core.instrument.Timer;
import io.venturi.HttpLabels;
import io.venturi.instrument.IndexedHandles;

/** The timers of one route's requests that ended alike, by protocol, method and status. Thread-safe. */
final class TimedAnswers {

    private final String route;
    private final String exception;
    private final TimerNaming naming;
    private final IndexedHandles<IndexedHandles<Timer>> timers =
            new IndexedHandles<>(RequestProtocol.COUNT * HttpLabels.METHOD_COUNT, this::byStatus);

    TimedAnswers(String route, String exception, TimerNaming naming) {
        this.route = route;
        this.exception = exception;
        this.naming = naming;
    }

    Timer timer(int protocol, String method, int status) {
        int place = protocol * HttpLabels.METHOD_COUNT + HttpLabels.methodIndex(method);
        return timers.get(place).get(HttpLabels.statusIndex(status));
    }

    private IndexedHandles<Timer> byStatus(int place) {
        int protocol = place / HttpLabels.METHOD_COUNT;
        String method = HttpLabels.method(place % HttpLabels.METHOD_COUNT);
        return new IndexedHandles<>(
                HttpLabels.STATUS_COUNT,
                status -> naming.timer(
                        new TimerNaming.Requests(route, method, HttpLabels.status(status), exception, protocol)));
    }
}
