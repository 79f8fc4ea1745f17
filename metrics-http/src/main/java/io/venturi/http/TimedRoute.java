package io.venturi.http;

import io.venturi.HttpLabels;
import io.venturi.instrument.BoundedHandles;
import io.venturi.instrument.LabelLimit;
import io.venturi.instrument.MeterScope;

/** The timers of one route. Thread-safe. */
final class TimedRoute {

    private final String name;
    private final TimedAnswers answered;
    private final BoundedHandles<TimedAnswers> failed;

    TimedRoute(String name, TimerNaming naming, MeterScope scope) {
        this.name = name;
        this.answered = new TimedAnswers(name, TimerNaming.Requests.NO_EXCEPTION, naming);
        this.failed = new BoundedHandles<>(
                "api.exception",
                scope,
                LabelLimit.first(HttpLabels.MAX_EXCEPTIONS),
                exception -> new TimedAnswers(name, exception, naming));
    }

    String name() {
        return name;
    }

    /** The timers of requests that were handled. */
    TimedAnswers answered() {
        return answered;
    }

    /** The timers of requests that ended with an exception of this name. */
    TimedAnswers failed(String exception) {
        return failed.get(exception);
    }
}
