package io.venturi.http;

/** What the meters of served requests are called. */
public enum ApiNaming {

    /** Venturi's own: {@code pipeline_api_requests_total}, {@code pipeline_api_request_duration_seconds} and so on. */
    PIPELINE,

    /**
     * Micrometer's, as Spring's dashboards know it: the timer {@code http.server.requests} with {@code method}, {@code uri},
     * {@code status}, {@code outcome} and {@code exception}. The {@code uri} of requests without a route is {@code
     * REDIRECTION}, {@code NOT_FOUND} or {@code UNKNOWN}, by their status.
     */
    MICROMETER,

    /**
     * OpenTelemetry's: the timer {@code http.server.request.duration}, in seconds, with {@code http.request.method}, {@code
     * http.route}, {@code http.response.status_code}, and {@code error.type}, and OpenTelemetry's buckets.
     */
    OTEL
}
