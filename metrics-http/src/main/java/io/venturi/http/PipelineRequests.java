package io.venturi.http;

import io.venturi.ApiEndpointMeters;
import io.venturi.ApiMeters;
import org.jspecify.annotations.Nullable;

/** Requests under Venturi's own names. */
record PipelineRequests(ApiMeters api) implements ServedRequests {

    @Override
    public void record(
            String route, String method, int status, long nanos, @Nullable Throwable failure, boolean aborted) {
        ApiEndpointMeters endpoint = api.endpoint(route);
        endpoint.record(method, status, nanos);
        if (aborted) {
            endpoint.exception(ClientAbort.NAME);
        } else if (failure != null) {
            endpoint.exception(failure);
        }
    }
}
