package io.venturi.http;

import io.micrometer.core.instrument.Clock;
import io.venturi.ApiMeters;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** Records the requests of a servlet container. Each must start once and end once. Thread-safe; throws nothing but {@code Error}s. */
record ServletRecorder(ApiMeters api, ServedRequests<?> requests, ServletRoutes routes, Clock clock) {

    private static final int SERVER_ERROR = 500;

    /** A request came in: the moment, for when it ends. */
    long start() {
        api.requestStarted();
        return clock.monotonicTime();
    }

    /** A request was handled by one thread, which threw this or returned. */
    void end(
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable ServletBodies bodies,
            long start,
            @Nullable Throwable thrown) {
        boolean aborted = ClientAbort.isCauseOf(thrown);
        // What the container will make of a failure is not in the response yet.
        int status = thrown == null || response.isCommitted()
                ? response.getStatus()
                : aborted ? ClientAbort.STATUS : SERVER_ERROR;
        end(request, bodies, start, status, thrown, aborted);
    }

    /** A request is over, under this status. */
    void end(
            HttpServletRequest request,
            @Nullable ServletBodies bodies,
            long start,
            int status,
            @Nullable Throwable thrown,
            boolean aborted) {
        api.requestEnded();
        try {
            long nanos = clock.monotonicTime() - start;
            record(requests, request, bodies, nanos, status, unwrapped(thrown), aborted);
        } catch (RuntimeException e) {
            api.recordingFailed();
        }
    }

    private <R> void record(
            ServedRequests<R> requests,
            HttpServletRequest request,
            @Nullable ServletBodies bodies,
            long nanos,
            int status,
            @Nullable Throwable failure,
            boolean aborted) {
        R route = routes.route(request, requests);
        int protocol = requests.tellsProtocol()
                ? RequestProtocol.index("https".equalsIgnoreCase(request.getScheme()), request.getProtocol())
                : 0;
        requests.record(route, protocol, request.getMethod(), status, nanos, failure, aborted);
        if (bodies != null) {
            bodies.record(api.endpoint(requests.name(route)).method(request.getMethod()));
        }
    }

    /** What a servlet or a framework had to dress up as a {@link ServletException}. */
    private static @Nullable Throwable unwrapped(@Nullable Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof ServletException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
