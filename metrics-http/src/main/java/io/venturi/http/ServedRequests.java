package io.venturi.http;

import org.jspecify.annotations.Nullable;

/** Where the figures of served requests go. Thread-safe; may throw, which then must not disturb the request. */
interface ServedRequests {

    /** A status that is not known. */
    int NO_STATUS = -1;

    /**
     * A request is over.
     *
     * @param route its template, or another name that is bounded
     * @param method as it was sent
     * @param status as it was sent, or {@link #NO_STATUS}
     * @param nanos how long it took
     * @param failure what left the handler
     * @param aborted whether that was the client's doing
     */
    void record(String route, String method, int status, long nanos, @Nullable Throwable failure, boolean aborted);
}
