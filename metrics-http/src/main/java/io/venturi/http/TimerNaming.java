package io.venturi.http;

import io.micrometer.core.instrument.Timer;

/** What a convention calls the timer of requests that are alike. */
interface TimerNaming {

    /** In place of an exception's name. */
    String NO_EXCEPTION = "";

    /**
     * Registers a timer.
     *
     * @param method of {@link io.venturi.HttpLabels}
     * @param status of {@link io.venturi.HttpLabels}
     * @param exception its name, or {@link #NO_EXCEPTION}
     */
    Timer timer(String route, String method, String status, String exception);
}
