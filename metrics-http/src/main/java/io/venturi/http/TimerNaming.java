package io.venturi.http;

import io.micrometer.core.instrument.Timer;

/** What a convention calls the timer of requests that are alike. */
interface TimerNaming {

    /**
     * What the requests of one timer have in common.
     *
     * @param method of {@link io.venturi.HttpLabels}
     * @param status of {@link io.venturi.HttpLabels}
     * @param exception its name, or {@link #NO_EXCEPTION}
     * @param protocol of {@link RequestProtocol}, 0 where it is not told
     */
    record Requests(String route, String method, String status, String exception, int protocol) {

        /** In place of an exception's name. */
        static final String NO_EXCEPTION = "";
    }

    /** Registers a timer. */
    Timer timer(Requests requests);

    /** Whether the protocol makes a difference. */
    boolean tellsProtocol();
}
