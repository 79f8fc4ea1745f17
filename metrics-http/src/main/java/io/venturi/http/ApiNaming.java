package io.venturi.http;

/** What the meters of served requests are called. */
public enum ApiNaming {

    /** Venturi's own: {@code pipeline_api_requests_total}, {@code pipeline_api_request_duration_seconds} and so on. */
    PIPELINE,

    /**
     * Micrometer's, as Spring's dashboards know it: the timer {@code http.server.requests} with {@code method}, {@code uri},
     * {@code status}, {@code outcome} and {@code exception}, the simple name of the root cause's class. The {@code uri} of requests without a route is {@code
     * REDIRECTION}, {@code NOT_FOUND} or {@code UNKNOWN}, by their status.
     */
    MICROMETER,

    /**
     * OpenTelemetry's: the timer {@code http.server.request.duration}, in seconds, with {@code http.request.method}, {@code
     * url.scheme}, {@code network.protocol.version}, {@code http.route}, {@code http.response.status_code} and {@code
     * error.type}, and OpenTelemetry's buckets. What a request does not have is empty: the route of one that matches none,
     * the {@code error.type} of one that did not fail.
     */
    OTEL
}
